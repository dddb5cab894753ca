package io.berth.replication;

import io.berth.store.PostgresLog;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** PostgreSQL servers and probes of one test class, ended in the order in which they need it. */
final class Replicas implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  final PostgresServer primary;

  Replicas() throws IOException, SQLException {
    PostgresServer.orSkip();
    primary = keep(PostgresServer.primary());
  }

  <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  PostgresServer standby() throws IOException {
    return keep(primary.standby());
  }

  /** A server of its own that subscribes to everything the primary's database has. */
  PostgresServer subscriber() throws IOException, SQLException {
    PostgresServer subscriber = keep(PostgresServer.primary());
    primary.execute(
        "CREATE PUBLICATION all_of_it FOR TABLE account, berth_probe.origin",
        "SELECT pg_create_logical_replication_slot('brings_home', 'pgoutput')");
    subscriber.execute(
        "CREATE SUBSCRIPTION brings_home CONNECTION '"
            + primary
                .address()
                .replaceAll("jdbc:postgresql://([^:]+):(\\d+)/(.*)", "host=$1 port=$2 dbname=$3")
            + " user=postgres' PUBLICATION all_of_it WITH (create_slot = false)");
    return subscriber;
  }

  PostgresProbe probe(PostgresServer server, String manager) {
    return probe(server, manager, Map.of());
  }

  PostgresProbe probe(PostgresServer server, String manager, Map<String, String> subscriptions) {
    return new PostgresProbe(keep(PostgresLog.open(server.probe())), manager, subscriptions);
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
