package io.berth.replication;

import io.berth.model.Position;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A primary and a replica of it, asked with the rights of {@code probe.sql} alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PostgresProbeContract extends ReplicationProbeContract {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  final AtomicLong written = new AtomicLong();
  Replicas replicas;
  PostgresServer other;
  ReplicationProbe home;
  ReplicationProbe replica;

  @BeforeAll
  void start() throws Exception {
    replicas = new Replicas();
    other = startReplica();
    home = replicas.probe(replicas.primary, "home");
    replica = probeOfReplica();
  }

  abstract PostgresServer startReplica() throws Exception;

  abstract ReplicationProbe probeOfReplica();

  @AfterAll
  void stop() throws Exception {
    if (replicas != null) {
      replicas.close();
    }
  }

  @Override
  protected ReplicationProbe home() {
    return home;
  }

  @Override
  protected ReplicationProbe replica() {
    return replica;
  }

  @Override
  protected void write() throws Exception {
    replicas.primary.execute("INSERT INTO account VALUES (" + written.incrementAndGet() + ", 1)");
  }

  @Override
  protected boolean hasArrived() throws Exception {
    return other.number("SELECT count(*) FROM account") == written.get();
  }

  static Position applied(ReplicationProbe probe) {
    return probe.applied(Set.of("home")).getOrDefault("home", Position.UNKNOWN);
  }
}
