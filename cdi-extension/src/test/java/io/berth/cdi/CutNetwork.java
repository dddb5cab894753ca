package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.h2.tools.Server;

/**
 * Three nodes in network namespaces of their own. The cable between the third and the rest, the
 * table with them, is pulled and mended (RULES M1 to M5). Run as root of a user namespace.
 */
final class CutNetwork implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODES = 3;
  private static final int MINORITY = 2;
  private static final int SIGN_UPS = 8;
  private static final int REFUSED = 4;

  private final Path folder;
  private final Wires wires;
  private final Server table;
  private final List<Process> nodes = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Map<String, String> homes = new TreeMap<>();

  private CutNetwork(Path folder) throws Exception {
    this.folder = folder;
    wires = Wires.lay();
    table =
        Server.createTcpServer(
                "-tcpPort",
                "9092",
                "-tcpAllowOthers",
                "-baseDir",
                folder.toString(),
                "-ifNotExists")
            .start();
  }

  /** Argument: a directory. */
  public static void main(String[] arguments) throws Exception {
    try (CutNetwork network = new CutNetwork(Path.of(arguments[0]))) {
      network.run();
    }
  }

  private void run() throws Exception {
    for (int i = 0; i < NODES; i++) {
      start(i);
    }
    signUp("before", IntStream.range(0, NODES).boxed().toList());
    wires.pull();
    signUp("during", List.of(0, 1));
    for (int i = 0; i < REFUSED; i++) {
      minorityKnowsNoBetter("during" + i, "alone" + i);
    }
    long mended = System.nanoTime();
    wires.mend();
    for (int i = 0; i < NODES; i++) {
      knowsEverybody(i);
    }
    signUp("after", List.of(MINORITY));
    System.out.printf(
        "cut network: %d consumers, one home each; %d sign-ups refused by the minority; whole"
            + " again %d ms after the cable was mended%n",
        homes.size(), REFUSED, (System.nanoTime() - mended) / 1_000_000);
  }

  private void start(int number) throws Exception {
    Path log = folder.resolve("node-" + number + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Wires.namespace(
                number,
                Processes.command(
                    System.getProperty("java.class.path"),
                    "application",
                    "8080",
                    folder.resolve("node-" + number).toString(),
                    "0.0.0.0")));
    builder.environment().putAll(settings(number));
    Process node = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    nodes.add(node);
    await().atMost(PATIENCE).until(() -> Files.readString(log).contains("here\n"));
    wires.plug(node.pid(), number, number == MINORITY ? "right" : "left");
    node.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
    node.getOutputStream().flush();
    await()
        .atMost(PATIENCE)
        .until(() -> !node.isAlive() || Files.readString(log).contains("ready\n"));
    assertThat(node.isAlive()).as(Files.readString(log)).isTrue();
  }

  private static Map<String, String> settings(int number) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("BERTH_NODE", "node-" + number);
    settings.put("BERTH_MANAGER", "rm-" + number);
    settings.put("BERTH_ADDRESS", "http://" + Wires.address(number) + ":8080");
    settings.put("BERTH_KEYS", "development");
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_CLUSTER", "tcp");
    settings.put("BERTH_CLUSTER_NAME", "cut-network");
    settings.put("BERTH_CLUSTER_KEYSTORE", "open");
    settings.put("BERTH_CLUSTER_BIND_ADDRESS", Wires.address(number));
    settings.put(
        "BERTH_CLUSTER_HOSTS",
        IntStream.range(0, NODES)
            .mapToObj(each -> Wires.address(each) + "[7800]")
            .collect(Collectors.joining(",")));
    settings.put("BERTH_JDBC_URL", "jdbc:h2:tcp://" + Wires.TABLE + ":9092/./authority");
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_JDBC_TIMEOUT", "1000");
    settings.put("BERTH_JDBC_ANSWER_TIMEOUT", "2000");
    settings.put("BERTH_POOL_TARGET", "20");
    return settings;
  }

  private HttpResponse<String> ask(int node, String path) throws IOException, InterruptedException {
    URI address = URI.create("http://" + Wires.aside(node) + ":8080" + path);
    return client.send(
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString());
  }

  /** At each of these nodes in turn; while membership changes, a sign-up is tried again. */
  private void signUp(String prefix, List<Integer> at) {
    for (int i = 0; i < SIGN_UPS; i++) {
      String guest = prefix + i;
      int node = at.get(i % at.size());
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                HttpResponse<String> answer = ask(node, "/sign-up?guest=" + guest);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                homes.put(guest, answer.body());
              });
    }
  }

  private void minorityKnowsNoBetter(String elsewhere, String newcomer) throws Exception {
    assertThat(ask(MINORITY, "/sign-up?guest=" + newcomer).statusCode())
        .isGreaterThanOrEqualTo(500);
    assertThat(ask(MINORITY, "/home?guest=" + elsewhere).body()).isNotEqualTo("nobody");
  }

  private void knowsEverybody(int node) {
    homes.forEach(
        (guest, home) ->
            await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                    () ->
                        assertThat(ask(node, "/home?guest=" + guest).body())
                            .as(guest)
                            .isEqualTo(home)));
    for (int i = 0; i < REFUSED; i++) {
      String newcomer = "alone" + i;
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(ask(node, "/home?guest=" + newcomer).body())
                      .as(newcomer)
                      .isEqualTo("nobody"));
    }
  }

  @Override
  public void close() throws Exception {
    for (Process each : nodes) {
      each.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    table.stop();
  }
}
