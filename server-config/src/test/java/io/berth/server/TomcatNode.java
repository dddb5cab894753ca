package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One Tomcat of its own process, installed by the steps of the installation page and started by
 * Tomcat's own script.
 */
final class TomcatNode implements AutoCloseable {
  private final Path base;
  private final int port;
  private final Process process;

  private TomcatNode(Path base, int port, Process process) {
    this.base = base;
    this.port = port;
    this.process = process;
  }

  /**
   * @param home an unpacked Tomcat, not changed
   * @param application the name of one of its web applications
   * @param environment settings beside the node's name, manager, address and key
   */
  static TomcatNode start(
      Path home, String name, int port, String application, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path base = Path.of("target", "nodes", name).toAbsolutePath();
    delete(base);
    for (String folder : new String[] {"bin", "conf", "logs", "temp", "work"}) {
      Files.createDirectories(base.resolve(folder));
    }
    copy(home.resolve("conf"), base.resolve("conf"));
    copy(home.resolve("webapps").resolve(application), base.resolve("webapps/" + application));
    copy(home.resolve("webapps/manager"), base.resolve("webapps/manager"));
    copy(Path.of("src/test/conf"), base.resolve("conf"));
    Files.setPosixFilePermissions(
        base.resolve("conf/jmxremote.password"), PosixFilePermissions.fromString("rw-------"));
    InstallationPage.follow(
        "TomcatExamplesIT",
        Map.of(
            "CATALINA_BASE",
            base.toString(),
            "APPLICATION",
            base.resolve("webapps").resolve(application).toString()),
        base.resolve("logs/install.log"));
    ProcessBuilder catalina =
        new ProcessBuilder(home.resolve("bin/catalina.sh").toString(), "run")
            .redirectErrorStream(true)
            .redirectOutput(base.resolve("logs/out.log").toFile());
    Map<String, String> set = catalina.environment();
    set.keySet().removeIf(key -> key.startsWith("BERTH_"));
    set.put("JAVA_HOME", System.getProperty("java.home"));
    set.put("CATALINA_HOME", home.toString());
    set.put("CATALINA_BASE", base.toString());
    set.put("CATALINA_OPTS", "-Dberth.http.port=" + port + " -Dberth.shutdown.port=-1");
    set.put("BERTH_NODE", name);
    set.put("BERTH_ADDRESS", "http://127.0.0.1:" + port);
    set.put("BERTH_KEYS", "development");
    set.put("BERTH_COOKIE_SECURE", "false");
    environment.forEach((key, value) -> set.merge(key, value, (a, b) -> a + " " + b));
    TomcatNode started = new TomcatNode(base, port, catalina.start());
    await(name + " is ready; see " + base.resolve("logs"))
        .atMost(Duration.ofSeconds(120))
        .until(() -> started.isReady(application));
    return started;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private boolean isReady(String application) throws IOException, InterruptedException {
    assertThat(process.isAlive()).as("see %s/logs", base).isTrue();
    URI probe = URI.create(url("/" + application + "/berth/ready"));
    try {
      return HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(probe).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** What it has said so far, the logs of the applications included. */
  String log() throws IOException {
    return Files.readString(base.resolve("logs/out.log"));
  }

  /** As an operator's stop does: SIGTERM. */
  void stop() {
    process.destroy();
  }

  boolean awaitEnd(Duration longest) throws InterruptedException {
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    if (!awaitEnd(Duration.ofSeconds(30))) {
      process.destroyForcibly();
    }
  }
}
