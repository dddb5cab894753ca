package io.berth.replication;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import io.berth.store.PostgresLog;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Three managers in one JVM, each with a PostgreSQL server, a probe, a reporter and a view of its
 * own: {@code home} on the primary, {@code us} and {@code ap} on standbys. What would be a cluster
 * is a map; nothing else is left out of what decides a read.
 */
final class ProofSite implements AutoCloseable {
  static final List<String> MANAGERS = List.of("home", "us", "ap");
  static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(1);

  /** Held for reading by who works, for writing while a standby becomes the primary. */
  final ReentrantReadWriteLock turn = new ReentrantReadWriteLock();

  private final Map<String, PostgresServer> servers = new ConcurrentHashMap<>();
  private final Map<String, Station> stations = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Watermark>> marks = new HashMap<>();
  private final Map<String, Object> monitors =
      Map.of("home", new Object(), "us", new Object(), "ap", new Object());
  private volatile Map<String, View> views = Map.of();
  private volatile int generation;

  /** A manager's probe and what reports of it. */
  private record Station(PostgresLog log, PostgresProbe probe, ProbeReporter reporter) {
    void close() {
      reporter.close();
      log.close();
    }
  }

  ProofSite() throws IOException, SQLException {
    PostgresServer.orSkip();
    PostgresServer primary = PostgresServer.primary();
    servers.put("home", primary);
    try {
      servers.put("us", primary.standby());
      servers.put("ap", primary.standby());
      rebuild();
      MANAGERS.forEach(this::open);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open(String manager) {
    PostgresLog log = PostgresLog.open(server(manager).probe());
    PostgresProbe probe = new PostgresProbe(log, manager, Map.of());
    Board board =
        new Board(() -> view(manager), mark -> put(manager, mark), home -> remove(manager, home));
    ProbeReporter reporter =
        new ProbeReporter(probe, board, SILENCE, history -> {}, System::nanoTime);
    stations.put(manager, new Station(log, probe, reporter));
    reporter.start(INTERVAL);
  }

  /** What was reported last stays. */
  void stopAsking() {
    stations.values().forEach(Station::close);
    stations.clear();
  }

  void startAsking() {
    MANAGERS.forEach(this::open);
  }

  /** What a node has to start anew for: its server is another one. */
  private void reopen(String manager) {
    Station old = stations.get(manager);
    if (old != null) {
      old.close();
    }
    forget(manager);
    open(manager);
  }

  private synchronized void put(String manager, Watermark mark) {
    marks.computeIfAbsent(manager, name -> new HashMap<>()).put(mark.home(), mark);
    rebuild();
  }

  private synchronized void remove(String manager, String home) {
    marks.getOrDefault(manager, new HashMap<>()).remove(home);
    rebuild();
  }

  private synchronized void forget(String manager) {
    marks.remove(manager);
    rebuild();
  }

  private synchronized void rebuild() {
    List<Watermark> all = new ArrayList<>();
    marks.values().forEach(each -> all.addAll(each.values()));
    Map<String, View> built = new HashMap<>();
    for (String manager : MANAGERS) {
      built.put(
          manager,
          new View(
              "node-" + manager,
              manager(manager),
              MANAGERS.stream().map(ProofSite::manager).toList(),
              MANAGERS.stream().map(ProofSite::node).toList(),
              all));
    }
    views = Map.copyOf(built);
  }

  private static ResourceManager manager(String name) {
    return new ResourceManager(name, "", 1);
  }

  private static Node node(String manager) {
    return new Node(
        "node-" + manager, manager, URI.create("http://127.0.0.1:8080"), NodeState.READY);
  }

  View view(String manager) {
    View view = views.get(manager);
    if (view == null) {
      throw new IllegalArgumentException("no manager " + manager);
    }
    return view;
  }

  PostgresServer server(String manager) {
    PostgresServer server = servers.get(manager);
    if (server == null) {
      throw new IllegalArgumentException("no manager " + manager);
    }
    return server;
  }

  /** Held by who stops or pauses a manager's server; before {@link #turn}. */
  Object monitor(String manager) {
    return Objects.requireNonNull(monitors.get(manager));
  }

  /** Where the home's log ends. */
  Position position() {
    return station("home").probe().position();
  }

  private Station station(String manager) {
    Station station = stations.get(manager);
    if (station == null) {
      throw new IllegalArgumentException("no manager " + manager);
    }
    return station;
  }

  /** Grows when connections to servers are to be made anew. */
  int generation() {
    return generation;
  }

  /**
   * The primary dies, the standby that has received more becomes the primary, and the home's nodes
   * go there; the other standby follows it, and a third server is made from it.
   *
   * @param lossy the standby that takes over was down before, so the end of the log is lost
   * @return where the new primary says that it stands
   */
  Position failOver(boolean lossy) throws IOException, SQLException {
    String heir = lossy ? "us" : farther();
    String other = heir.equals("us") ? "ap" : "us";
    PostgresServer next = server(heir);
    server("home").kill();
    if (lossy) {
      next.start();
    }
    next.promote();
    server("home").close();
    servers.put("home", next);
    servers.put(heir, next.standby());
    if (lossy) {
      server(other).close();
      servers.put(other, next.standby());
      reopen(other);
    } else {
      server(other).resume();
      server(other).follow(next);
    }
    reopen("home");
    reopen(heir);
    generation++;
    return station("home").probe().applied(Set.of("home")).getOrDefault("home", Position.UNKNOWN);
  }

  private String farther() throws SQLException {
    String received = "SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn";
    return server("us").number(received) >= server("ap").number(received) ? "us" : "ap";
  }

  @Override
  public void close() throws IOException {
    stations.values().forEach(Station::close);
    for (PostgresServer server : servers.values()) {
      server.close();
    }
  }
}
