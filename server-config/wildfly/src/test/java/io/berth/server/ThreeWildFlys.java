package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.filter.Balancer;
import io.berth.filter.Turns;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.h2.tools.Server;

/** Three WildFlys in one cluster, each a manager with a store of its own, and their authority. */
final class ThreeWildFlys implements AutoCloseable {
  private static final int COUNT = 3;

  /**
   * Of each manager before anybody comes; after that it is refilled slowly. An empty pool is
   * another test, and each workspace costs as much as hundreds of requests.
   */
  private static final int STOCK = 150;

  private static final Duration LONGEST = Duration.ofSeconds(120);

  private final Path folder;
  private final Server databases;
  private final int clusterPort;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> management = new ArrayList<>();
  private final Map<Integer, ServerProcess> nodes = new HashMap<>();

  private ThreeWildFlys(Path folder, Server databases) throws IOException {
    this.folder = folder;
    this.databases = databases;
    this.clusterPort = ServerCluster.freePorts();
    for (int i = 0; i < COUNT; i++) {
      ports.add(Balancer.freePort());
      management.add(Balancer.freePort());
    }
  }

  static ThreeWildFlys start() throws Exception {
    ThreeWildFlys started =
        new ThreeWildFlys(
            Files.createTempDirectory(Path.of("target").toAbsolutePath(), "rolling-"),
            Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start());
    try {
      for (int i = 0; i < COUNT; i++) {
        started.begin(i);
      }
      started.nodes.values().forEach(ServerProcess::awaitAnswer);
      await("stock").atMost(LONGEST.multipliedBy(3)).until(() -> started.isFull());
      return started;
    } catch (IOException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  private boolean isFull() throws SQLException {
    return count("select count(*) from berth_resource where availability = 'FREE'")
        >= COUNT * STOCK;
  }

  private void begin(int number) throws IOException {
    ServerProcess.deployed(home(number), Path.of(System.getProperty("sample.war")));
    nodes.put(
        number,
        ServerProcess.wildfly(
            "wildfly-" + number,
            ports.get(number),
            home(number),
            settings(number),
            "standalone-berth.xml",
            List.of(
                "-Djboss.management.http.port=" + management.get(number),
                "-Dorg.wildfly.sigterm.suspend.timeout=20"))); // as berth.conf has it
  }

  private Path home(int number) {
    return folder.resolve("" + number);
  }

  private Path drainFile(int number) {
    return folder.resolve("drain-" + number);
  }

  private Map<String, String> settings(int number) {
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    Map<String, String> settings = new HashMap<>();
    settings.put("BERTH_NODE", "wildfly-" + number);
    settings.put("BERTH_MANAGER", List.of("eu", "us", "ap").get(number));
    settings.put("BERTH_ADDRESS", "http://127.0.0.1:" + ports.get(number));
    settings.put("BERTH_KEYS", "it:" + key);
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_CLUSTER", "tcp");
    settings.put("BERTH_CLUSTER_NAME", "rolling-" + clusterPort);
    settings.put("BERTH_CLUSTER_BIND_PORT", Integer.toString(clusterPort + number));
    settings.put(
        "BERTH_CLUSTER_HOSTS",
        "127.0.0.1[%d],127.0.0.1[%d],127.0.0.1[%d]"
            .formatted(clusterPort, clusterPort + 1, clusterPort + 2));
    settings.put("BERTH_JDBC_URL", database("authority"));
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_REPLICATION_DELAY", "200");
    settings.put("BERTH_POOL_CEILING", Integer.toString(STOCK + 20));
    settings.put("BERTH_POOL_TARGET", Integer.toString(STOCK));
    settings.put("BERTH_POOL_FLOOR", "40");
    settings.put("BERTH_REFILL_QUIET", "60000");
    settings.put("BERTH_DRAIN_NOTICE", "1000");
    settings.put("BERTH_DRAIN_TIMEOUT", "5000");
    settings.put("BERTH_DRAIN_FILE", drainFile(number).toString());
    settings.put("SAMPLE_STORE_URL", database("store-" + number));
    settings.put("SAMPLE_NAMES_URL", database("names"));
    settings.put("SAMPLE_LOGIN_KEYS", key);
    return settings;
  }

  private String database(String name) {
    return "jdbc:h2:tcp://127.0.0.1:" + databases.getPort() + "/mem:" + name + ";DB_CLOSE_DELAY=-1";
  }

  URI address(int number) {
    return URI.create("http://127.0.0.1:" + ports.get(number) + "/berth-sample/");
  }

  List<URI> addresses() {
    return List.of(address(0), address(1), address(2));
  }

  /** Each in another way that operators have, and up again. Returns when it gets requests. */
  void restart(int number, Turns<URI> turns) throws IOException, InterruptedException {
    ServerProcess node = node(number);
    switch (number) {
      case 0 -> node.terminate();
      case 1 -> suspendAndShutDown(number);
      default -> drainAndTerminate(number, turns);
    }
    node.awaitEnd();
    Files.deleteIfExists(drainFile(number));
    await().atMost(LONGEST).until(() -> turns.ready() == COUNT - 1);
    begin(number);
    node(number).awaitAnswer();
    await()
        .atMost(LONGEST)
        .until(
            () ->
                turns.ready() == COUNT && turns.readiness(address(number), "").startsWith("200 "));
  }

  private ServerProcess node(int number) {
    return Objects.requireNonNull(nodes.get(number));
  }

  private void suspendAndShutDown(int number) throws IOException, InterruptedException {
    for (String command : List.of(":suspend(suspend-timeout=20)", ":shutdown")) {
      assertThat(Operated.cli(home(number), management.get(number), command)).contains("success");
    }
  }

  private void drainAndTerminate(int number, Turns<URI> turns) throws IOException {
    Files.createFile(drainFile(number));
    await()
        .atMost(LONGEST)
        .until(() -> turns.readiness(address(number), "").contains("\"node\":\"drained\""));
    node(number).terminate();
  }

  /** What each has written, through all its restarts. */
  List<String> logs() throws IOException {
    List<String> logs = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      logs.add(Files.readString(folder.resolve("wildfly-" + i + ".log")));
    }
    return logs;
  }

  /** A number that the authority says. */
  long count(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database("authority"), "sa", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (ServerProcess each : nodes.values()) {
      each.close();
    }
    databases.stop();
  }
}
