package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped stop script, before a node that takes its time. */
class DrainScriptTest {
  private static final String SCRIPT = "../systemd/drain.sh";

  @TempDir private Path folder;
  private final AtomicInteger asked = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // before each test
  private HttpServer node;

  private volatile int drainedAt = 3;

  @BeforeEach
  void start() throws IOException {
    boolean installed = Files.isExecutable(Path.of("/usr/bin/curl"));
    assumeTrue(installed || System.getenv("CI") == null, "SKIPPED: no curl here");
    node = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    node.createContext(
        "/",
        exchange -> {
          boolean drained = asked.incrementAndGet() >= drainedAt;
          String state = drained ? "drained" : "draining";
          byte[] body =
              ("{\"ready\":false,\"node\":\"" + state + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    node.start();
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.stop(0);
    }
  }

  private int run(Path file, int port, int seconds) throws Exception {
    Process script =
        new ProcessBuilder(
                "sh",
                SCRIPT,
                file.toString(),
                "http://127.0.0.1:" + port + "/berth/ready",
                Integer.toString(seconds))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return script.exitValue();
  }

  @Test
  void itMakesTheFileAndWaitsUntilTheNodeIsDrained() throws Exception {
    Path file = folder.resolve("drain");
    assertThat(run(file, node.getAddress().getPort(), 20)).isZero();
    assertThat(file).exists();
    assertThat(asked).hasValue(3);
  }

  @Test
  void itDoesNotHoldUpAStopForEverNorForANodeThatIsGone() throws Exception {
    drainedAt = Integer.MAX_VALUE;
    assertThat(run(folder.resolve("a"), node.getAddress().getPort(), 2)).isZero();
    int port = node.getAddress().getPort();
    node.stop(0);
    assertThat(run(folder.resolve("b"), port, 20)).isZero();
  }

  @Test
  void aFileThatCannotBeMadeIsAnErrorAndNothingIsWaitedFor() throws Exception {
    assertThat(run(folder.resolve("no/such/folder"), node.getAddress().getPort(), 20)).isNotZero();
    assertThat(asked).hasValue(0);
  }
}
