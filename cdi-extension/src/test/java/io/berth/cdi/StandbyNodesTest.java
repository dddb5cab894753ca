package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.Fixtures;
import io.berth.replication.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three managers over HTTP, each a process with a PostgreSQL server of its own: the home on the
 * primary, the others on standbys that lag. Nothing but PostgreSQL carries the accounts. A few
 * seconds here; {@code -Pproof} makes it long.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandbyNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> MANAGERS = List.of("home", "us", "ap");
  private static final int REMEMBERED = 50;
  private static final int READS = 10;

  private final long seconds = Long.getLong("berth.proof.wire", 6);
  private final int lagMillis = Integer.getInteger("berth.proof.wire.lag", 800);
  private final long seed = Long.getLong("berth.proof.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @TempDir Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<PostgresServer> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Connection> stores = new ArrayList<>();
  private final List<Visitor> visitors = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  private long reads;
  private long forwarded;
  private long notFound;
  private long stale;
  private long refused;
  private long controlNotFound;
  private long controlStale;

  @BeforeEach
  void start() throws Exception {
    PostgresServer.orSkip();
    PostgresServer primary = keep(PostgresServer.primary());
    servers.add(primary);
    servers.add(keep(primary.standby()));
    servers.add(keep(primary.standby()));
    Processes nodes = keep(new Processes(folder, "standby-nodes", Fixtures.freePorts(23_200)));
    for (int i = 0; i < MANAGERS.size(); i++) {
      int port = Processes.freePort();
      ports.add(port);
      nodes.start(
          Processes.everything(),
          settings(nodes.settings("node-" + MANAGERS.get(i), MANAGERS.get(i), port), i),
          "application",
          Integer.toString(port),
          folder.resolve(MANAGERS.get(i)).toString());
      stores.add(keep(servers.get(i).connect()));
    }
    Visitor first = new Visitor(client, ports, 0);
    first.signUp();
    for (int i = 0; i < MANAGERS.size(); i++) {
      int node = i;
      await().atMost(PATIENCE).until(() -> first.read(node).status() == 200);
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  @AfterEach
  void stop() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private Map<String, String> settings(Map<String, String> settings, int number) {
    PostgresServer own = servers.get(number);
    settings.put("STORE_URL", own.address() + "?user=postgres");
    settings.put("BERTH_JDBC_URL", servers.get(0).address());
    settings.put("BERTH_JDBC_USER", "postgres");
    settings.put("BERTH_POOL_FLOOR", "0");
    settings.put("BERTH_POOL_TARGET", number == 0 ? "100" : "0");
    settings.put("BERTH_POOL_CEILING", "200");
    settings.put("BERTH_REPLICATION_PROBE", "postgresql");
    settings.put("BERTH_REPLICATION_JDBC_URL", own.probe().url());
    settings.put("BERTH_REPLICATION_JDBC_USER", own.probe().user());
    settings.put("BERTH_REPLICATION_JDBC_PASSWORD", own.probe().password());
    return settings;
  }

  @Test
  void nobodyMissesTheirAccountAtAnyNode() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Long> lags = CompletableFuture.supplyAsync(() -> lag(end));
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
        visit();
      }
    } finally {
      end.countDown();
    }
    System.out.printf(
        "seed %d: %d accounts, %d reads, %d forwarded, %d not found, %d stale, %d refused;"
            + " without Berth %d not found, %d stale; standbys were held back %d times%n",
        seed,
        visitors.size(),
        reads,
        forwarded,
        notFound,
        stale,
        refused,
        controlNotFound,
        controlStale,
        lags.get(1, TimeUnit.MINUTES));
    assertThat(notFound).as("not found").isZero();
    assertThat(stale).as("older than what was written").isZero();
    assertThat(refused).as("refused").isZero();
    assertThat(controlNotFound).as("without Berth they are missed").isPositive();
    assertThat(controlStale).as("without Berth they are old").isPositive();
    assertThat(forwarded).isPositive().isLessThan(reads);
    for (Visitor each : newest()) {
      for (int node = 1; node < MANAGERS.size(); node++) {
        int there = node;
        await()
            .atMost(PATIENCE)
            .until(() -> each.read(there).manager().equals(MANAGERS.get(there)));
      }
    }
    whoIsInNoCopyIsFoundByTokenAndTable();
  }

  /**
   * Written at the home while the standbys stand still, asked for by a browser whose token is from
   * before, at a node that has never heard of them: the standbys have the account, and an old one.
   */
  private void whoIsInNoCopyIsFoundByTokenAndTable() throws Exception {
    List<Visitor> before = newest().stream().map(Visitor::withThisToken).toList();
    holdBack(true);
    for (Visitor each : newest()) {
      each.write(0);
    }
    assertThat(ask(1, "/lose")).isEqualTo("0 left");
    for (int node = 0; node < MANAGERS.size(); node++) {
      assertThat(ask(node, "/cached")).as("in the copies of %s", MANAGERS.get(node)).isEmpty();
    }
    for (int i = 0; i < before.size(); i++) {
      Visitor written = newest().get(i);
      if (i % 2 == 0) {
        assertThat(ask(i % 3, "/home?guest=" + written.id())).isEqualTo("home");
      }
      assertThat(before.get(i).read(i % 3))
          .isEqualTo(new Visitor.Answer(200, "home", written.written()));
    }
    holdBack(false);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(before.get(0).read(1).manager()).isEqualTo("us"));
    System.out.println("all copies were lost: " + before.size() + " first questions, all right");
  }

  private void holdBack(boolean back) throws SQLException {
    for (PostgresServer standby : servers.subList(1, servers.size())) {
      if (back) {
        standby.pause();
      } else {
        standby.resume();
      }
    }
  }

  private String ask(int node, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + ports.get(node) + path);
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
  }

  private List<Visitor> newest() {
    return visitors.subList(Math.max(0, visitors.size() - REMEMBERED), visitors.size());
  }

  private void visit() throws Exception {
    Visitor visitor;
    if (visitors.isEmpty() || random.nextBoolean()) {
      visitor = new Visitor(client, ports, visitors.size() + 1);
      visitor.signUp();
      visitors.add(visitor);
    } else {
      visitor = any();
      visitor.write(random.nextInt(MANAGERS.size()));
    }
    for (int i = 0; i < READS; i++) {
      read(i % 2 == 0 ? visitor : any(), random.nextInt(MANAGERS.size()));
    }
  }

  private Visitor any() {
    List<Visitor> some = newest();
    return some.get(random.nextInt(some.size()));
  }

  private void read(Visitor visitor, int node) throws Exception {
    long there = version(visitor.id(), node);
    controlNotFound += there == 0 ? 1 : 0;
    controlStale += there > 0 && there < visitor.written() ? 1 : 0;
    Visitor.Answer answer = visitor.read(node);
    reads++;
    if (answer.status() != 200) {
      refused++;
      return;
    }
    forwarded += answer.manager().equals(MANAGERS.get(node)) ? 0 : 1;
    notFound += answer.version() == 0 ? 1 : 0;
    stale += answer.version() > 0 && answer.version() < visitor.written() ? 1 : 0;
  }

  private long version(long id, int node) throws SQLException {
    try (PreparedStatement look =
        stores.get(node).prepareStatement("SELECT version FROM account WHERE id = ?")) {
      look.setLong(1, id);
      try (ResultSet row = look.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Holds one standby back after the other, until the end. */
  private long lag(CountDownLatch end) {
    Random moods = new Random(seed + 1);
    long times = 0;
    try {
      while (!end.await(moods.nextInt(200), TimeUnit.MILLISECONDS)) {
        PostgresServer standby = servers.get(1 + moods.nextInt(2));
        standby.pause();
        boolean over = end.await(moods.nextInt(lagMillis), TimeUnit.MILLISECONDS);
        standby.resume();
        times++;
        if (over) {
          break;
        }
      }
      return times;
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException("the standbys could not be held back", e);
    }
  }
}
