package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The shipped {@code haproxy.cfg}, as it is, in front of two addresses. */
final class Haproxy implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
  private static final File CONFIGURATION = new File("../haproxy/haproxy.cfg");

  private final Process process;
  private final int front;

  private Haproxy(Process process, int front) {
    this.process = process;
    this.front = front;
  }

  /** Where there is no HAProxy the test is skipped; in CI it has to be there. */
  static Haproxy inFrontOf(String node1, String node2) throws IOException {
    boolean installed = Files.isExecutable(PROGRAM);
    assumeTrue(installed || System.getenv("CI") == null, "no HAProxy here");
    assertThat(installed).as("HAProxy is installed in CI").isTrue();

    int front = freePort();
    ProcessBuilder haproxy =
        new ProcessBuilder(PROGRAM.toString(), "-db", "-f", CONFIGURATION.getPath())
            .redirectErrorStream(true)
            .redirectOutput(new File("target/haproxy.log"));
    haproxy
        .environment()
        .putAll(
            Map.of(
                "BERTH_FRONT", "127.0.0.1:" + front,
                "BERTH_NODE_1", node1,
                "BERTH_NODE_2", node2));
    Haproxy started = new Haproxy(haproxy.start(), front);
    await("HAProxy opens its port").atMost(Duration.ofSeconds(20)).until(started::answers);
    return started;
  }

  /** The same address behind this HAProxy. */
  URL front(URL base) throws MalformedURLException {
    return URI.create("http://127.0.0.1:" + front + base.getPath()).toURL();
  }

  /** A port where nobody listens. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    assertThat(process.isAlive()).as("HAProxy runs; see target/haproxy.log").isTrue();
    try (Socket socket = new Socket("127.0.0.1", front)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
