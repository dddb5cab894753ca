package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.Fixtures;
import java.io.File;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
  private Processes processes = new Processes(Path.of(""), "", 0);
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private Server authority = new Server();

  @BeforeEach
  void startTheAuthority() throws Exception {
    processes = new Processes(folder, "processes-test", Fixtures.freePorts(FIRST_CLUSTER_PORT));
    authority =
        Server.createTcpServer("-tcpPort", "0", "-baseDir", folder.toString(), "-ifNotExists")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    processes.close();
    authority.stop();
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

  private static String filterAlone() {
    return Arrays.stream(Processes.everything().split(File.pathSeparator))
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
    int app = Processes.freePort();
    int front = Processes.freePort();
    Process allocator =
        processes.begin(
            Processes.everything(),
            withStock(processes.settings("allocation", "rm-a", Processes.freePort()), 3),
            "allocator");
    processes.begin(
        Processes.everything(),
        withStock(processes.settings("app", "rm-a", app), 0),
        "application",
        Integer.toString(app),
        folder.resolve("app").toString());
    Map<String, String> routing = processes.settings("front", "front", front);
    routing.put("BERTH_CAPACITY", "0");
    processes.begin(
        filterAlone(),
        routing,
        "router",
        Integer.toString(front),
        folder.resolve("front").toString());
    processes.awaitReady();

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
