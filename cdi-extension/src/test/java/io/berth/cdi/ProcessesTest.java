package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identifier and router, associator, and allocator, each in a process of its own (claims 7-9). */
class ProcessesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FIRST_CLUSTER_PORT = 23100;
  private static final List<String> CONTROL_PLANE =
      List.of(
          "cdi-extension" + File.separator + "target" + File.separator + "classes",
          "weld",
          "hibernate",
          "h2-",
          "postgres",
          "Hikari",
          "flyway");

  @TempDir Path folder;
  private final Deque<Process> processes = new ArrayDeque<>();
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private Server authority = new Server();

  @BeforeEach
  void startTheAuthority() throws Exception {
    authority =
        Server.createTcpServer("-tcpPort", "0", "-baseDir", folder.toString(), "-ifNotExists")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Process each : processes) {
      each.getOutputStream().close();
    }
    for (Process each : processes) {
      if (!each.waitFor(20, TimeUnit.SECONDS)) {
        each.destroyForcibly();
      }
    }
    authority.stop();
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private Map<String, String> settings(String node, String manager, int port) {
    int number = processes.size();
    Map<String, String> settings = new HashMap<>();
    settings.put("BERTH_NODE", node);
    settings.put("BERTH_MANAGER", manager);
    settings.put("BERTH_ADDRESS", "http://127.0.0.1:" + port);
    settings.put("BERTH_KEYS", "development");
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_CLUSTER", "tcp");
    settings.put("BERTH_CLUSTER_NAME", "processes-test");
    settings.put("BERTH_CLUSTER_BIND_PORT", Integer.toString(FIRST_CLUSTER_PORT + number));
    settings.put("BERTH_CLUSTER_HOSTS", "127.0.0.1[23100],127.0.0.1[23101],127.0.0.1[23102]");
    return settings;
  }

  /** With what only the control plane needs. */
  private Map<String, String> withStock(Map<String, String> settings, int target) {
    settings.put(
        "BERTH_JDBC_URL",
        "jdbc:h2:tcp://127.0.0.1:" + authority.getPort() + "/./authority;DB_CLOSE_DELAY=-1");
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_POOL_FLOOR", "0");
    settings.put("BERTH_POOL_TARGET", Integer.toString(target));
    settings.put("BERTH_POOL_CEILING", "5");
    return settings;
  }

  private Process start(String classPath, Map<String, String> settings, String... arguments)
      throws Exception {
    Path log = folder.resolve(arguments[0] + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ProcessMain.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(settings);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    processes.push(process);
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || Files.readString(log).contains("ready\n"));
    assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    return process;
  }

  private static String everything() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static String filterAlone() {
    return Arrays.stream(everything().split(File.pathSeparator))
        .filter(entry -> CONTROL_PLANE.stream().noneMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void threeProcessesSignUpAndServe() throws Exception {
    int app = freePort();
    int front = freePort();
    Process allocator =
        start(everything(), withStock(settings("allocation", "rm-a", freePort()), 3), "allocator");
    start(
        everything(),
        withStock(settings("app", "rm-a", app), 0),
        "application",
        Integer.toString(app),
        folder.resolve("app").toString());
    Map<String, String> routing = settings("front", "front", front);
    routing.put("BERTH_CAPACITY", "0");
    start(
        filterAlone(),
        routing,
        "router",
        Integer.toString(front),
        folder.resolve("front").toString());

    await().atMost(PATIENCE).until(() -> get(app, "/stock").equals("{room=3}"));
    assertThat(get(front, "/me")).isEqualTo("front");
    assertThat(get(app, "/sign-up?guest=ann")).isEqualTo("rm-a");
    await()
        .atMost(PATIENCE)
        .until(() -> get(front, "/me").equals("Registered version 1 holders [rm-a] HOME_HERE"));

    allocator.destroyForcibly();
    allocator.waitFor();
    assertThat(get(app, "/sign-up?guest=bob")).isEqualTo("rm-a");
    assertThat(get(front, "/me")).isEqualTo("Registered version 1 holders [rm-a] HOME_HERE");
  }
}
