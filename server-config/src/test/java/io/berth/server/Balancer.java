package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

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

/** A balancer with its shipped configuration, as it is, in front of two addresses. */
final class Balancer implements AutoCloseable {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final Process process;
  private final int front;

  private Balancer(Process process, int front) {
    this.process = process;
    this.front = front;
  }

  static Balancer haproxy(String node1, String node2) throws IOException {
    Path program = program("/usr/sbin/haproxy");
    int front = freePort();
    Map<String, String> environment =
        Map.of(
            "BERTH_FRONT",
            "127.0.0.1:" + front,
            "BERTH_READY",
            "/behind/head", // the application in these tests knows nothing of Berth
            "BERTH_NODE_1",
            node1,
            "BERTH_NODE_2",
            node2);
    return start(front, environment, program.toString(), "-db", "-f", "../haproxy/haproxy.cfg");
  }

  /** nginx knows no environment: the addresses are put into the text. */
  static Balancer nginx(String node1, String node2) throws IOException {
    Path program = program("/usr/sbin/nginx");
    int front = freePort();
    String shipped = Files.readString(Path.of("../nginx/berth.conf"));
    String placed =
        shipped
            .replace("127.0.0.1:8080", node1)
            .replace("127.0.0.1:8081", node2)
            .replace("listen 8000;", "listen 127.0.0.1:" + front + ";");
    Path home = Files.createDirectories(TARGET.resolve("nginx"));
    String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    String around =
        user
            + "daemon off; worker_processes 1; pid nginx.pid;\nevents {}\nhttp {\naccess_log off;"
            + " client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;"
            + " uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n";
    Path file = Files.writeString(home.resolve("nginx.conf"), around + placed + "}\n");
    return start(
        front,
        Map.of(),
        program.toString(),
        "-p",
        home.toString(),
        "-e",
        "stderr",
        "-c",
        file.toString());
  }

  /** Where it is not installed the test is skipped; in CI it has to be there. */
  private static Path program(String name) {
    Path program = Path.of(name);
    if (!Files.isExecutable(program)) {
      assertThat(System.getenv("CI")).as("%s is installed in CI", name).isNull();
      System.err.println("SKIPPED: no " + name + " here");
      abort("no " + name);
    }
    return program;
  }

  private static Balancer start(int front, Map<String, String> environment, String... command)
      throws IOException {
    String name = Path.of(command[0]).getFileName().toString();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File("target/" + name + ".log"));
    builder.environment().putAll(environment);
    Balancer started = new Balancer(builder.start(), front);
    await(name + " opens its port; see target/" + name + ".log")
        .atMost(Duration.ofSeconds(20))
        .until(started::answers);
    return started;
  }

  /** The same address behind this balancer. */
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
    assertThat(process.isAlive()).as("it runs; see its log in target").isTrue();
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
