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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.h2.tools.Server;

/**
 * Nodes in network namespaces of their own, two at the left switch and one or two at the right one.
 * The cable between them is pulled, then the right ones' plugs to the table, and all is mended
 * (RULES M1 to M5). Run as root of a user namespace.
 */
final class CutNetwork implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<Integer> LEFT = List.of(0, 1);
  private static final int SIGN_UPS = 8;
  private static final int REFUSED = 4;

  private final Path folder;
  private final Wires wires;
  private final Server table;
  private final List<Process> nodes = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Map<String, String> homes = new TreeMap<>();
  private final List<Integer> right;
  private final List<Integer> all;
  private long deadline;

  private CutNetwork(Path folder, int right) throws Exception {
    this.folder = folder;
    this.right = IntStream.range(LEFT.size(), LEFT.size() + right).boxed().toList();
    this.all = IntStream.range(0, LEFT.size() + right).boxed().toList();
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

  /** Arguments: a directory; how many nodes are at the right switch. */
  public static void main(String[] arguments) throws Exception {
    try (CutNetwork network =
        new CutNetwork(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
      network.run();
    }
  }

  private void run() throws Exception {
    within(PATIENCE);
    for (int each : all) {
      start(each);
    }
    for (int each : all) {
      awaitReady(each);
    }
    within(PATIENCE);
    signUp("before", all);
    wires.pull();
    within(PATIENCE);
    race("during");
    for (int each : right) {
      wires.table(each, false);
    }
    within(PATIENCE);
    signUp("later", LEFT);
    CompletableFuture.allOf(
            IntStream.range(0, REFUSED)
                .mapToObj(i -> cannotTell(right.get(i % right.size()), "later" + i, "alone" + i))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    long mended = System.nanoTime();
    wires.mend();
    for (int each : right) {
      wires.table(each, true);
    }
    within(PATIENCE);
    for (int each : all) {
      knowsEverybody(each);
      patiently().untilAsserted(() -> assertThat(ask(each, "/cached").body()).isEqualTo(rows()));
    }
    long healed = System.nanoTime() - mended;
    within(PATIENCE);
    signUp("after", right);
    System.out.printf(
        "cut network 2|%d: %d consumers, one home each; %d sign-ups refused without the table;"
            + " cache = table on %d nodes %d ms after the cable was mended%n",
        right.size(), homes.size(), REFUSED, all.size(), healed / 1_000_000);
  }

  /** One time for all that is waited for from here on. */
  private void within(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  private ConditionFactory patiently() {
    long left = Math.max(deadline - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(200));
    return await().atMost(Duration.ofNanos(left)).ignoreExceptions();
  }

  private void start(int number) throws Exception {
    Path log = log(number);
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
    patiently().until(() -> Files.readString(log).contains("here\n"));
    wires.plug(node.pid(), number, LEFT.contains(number) ? "left" : "right");
    node.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
    node.getOutputStream().flush();
  }

  private Path log(int number) {
    return folder.resolve("node-" + number + ".log");
  }

  private void awaitReady(int number) throws IOException {
    Process node = nodes.get(number);
    Path log = log(number);
    patiently().until(() -> !node.isAlive() || Files.readString(log).contains("ready\n"));
    assertThat(node.isAlive()).as(Files.readString(log)).isTrue();
  }

  private Map<String, String> settings(int number) {
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
        all.stream().map(each -> Wires.address(each) + "[7800]").collect(Collectors.joining(",")));
    settings.put("BERTH_JDBC_URL", database(Wires.TABLE));
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_JDBC_TIMEOUT", "1000");
    settings.put("BERTH_JDBC_ANSWER_TIMEOUT", "2000");
    settings.put("BERTH_POOL_TARGET", "20");
    return settings;
  }

  private HttpResponse<String> ask(int node, String path) throws IOException, InterruptedException {
    return client.send(question(node, path), BodyHandlers.ofString());
  }

  private static HttpRequest question(int node, String path) {
    URI address = URI.create("http://" + Wires.aside(node) + ":8080" + path);
    return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build();
  }

  /** At each of these nodes in turn; while membership changes, a sign-up is tried again. */
  private void signUp(String prefix, List<Integer> at) {
    for (int i = 0; i < SIGN_UPS; i++) {
      signUp(prefix + i, at.get(i % at.size()));
    }
  }

  private void signUp(String guest, int node) {
    patiently()
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = ask(node, "/sign-up?guest=" + guest);
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              assertThat(homes.getOrDefault(guest, answer.body())).isEqualTo(answer.body());
              homes.put(guest, answer.body());
            });
  }

  /** At both sides at once, while neither sees the other and both reach the table. */
  private void race(String prefix) {
    for (int i = 0; i < SIGN_UPS; i++) {
      String guest = prefix + i;
      String path = "/sign-up?guest=" + guest;
      CompletableFuture<?> there =
          client.sendAsync(question(right.get(i % right.size()), path), BodyHandlers.discarding());
      signUp(guest, LEFT.get(i % LEFT.size()));
      there.handle((answer, failure) -> "over").join();
      signUp(guest, right.get(i % right.size()));
    }
  }

  /** Without the table nobody is registered, and nobody is taken for unknown. */
  private CompletableFuture<Void> cannotTell(int node, String elsewhere, String newcomer) {
    HttpRequest signUp = question(node, "/sign-up?guest=" + newcomer);
    HttpRequest home = question(node, "/home?guest=" + elsewhere);
    return client
        .sendAsync(signUp, BodyHandlers.ofString())
        .thenAccept(answer -> assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500))
        .thenCompose(told -> client.sendAsync(home, BodyHandlers.ofString()))
        .thenAccept(answer -> assertThat(answer.body()).isNotEqualTo("nobody"));
  }

  private void knowsEverybody(int node) {
    homes.forEach((guest, home) -> isAt(home, guest, node));
    for (int i = 0; i < REFUSED; i++) {
      isAt("nobody", "alone" + i, node);
    }
  }

  private void isAt(String home, String guest, int node) {
    patiently()
        .untilAsserted(
            () -> assertThat(ask(node, "/home?guest=" + guest).body()).as(guest).isEqualTo(home));
  }

  private String rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database("127.0.0.1"), "sa", "");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT consumer, home, version FROM berth_association WHERE state <> 'CLAIMED'")) {
      while (row.next()) {
        rows.add(row.getString(1) + " " + row.getString(2) + " " + row.getLong(3));
      }
    }
    return rows.stream().sorted().collect(Collectors.joining("\n"));
  }

  private static String database(String host) {
    return "jdbc:h2:tcp://" + host + ":9092/./authority";
  }

  @Override
  public void close() throws Exception {
    for (Process each : nodes) {
      each.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    table.stop();
  }
}
