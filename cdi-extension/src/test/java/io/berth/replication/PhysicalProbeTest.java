package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.store.PostgresLog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A primary and two standbys of it, asked with the rights of {@code probe.sql} alone. */
class PhysicalProbeTest extends PostgresProbeContract {
  private PostgresServer second;

  @Override
  PostgresServer startReplica() throws Exception {
    return replicas.standby();
  }

  @Override
  ReplicationProbe probeOfReplica() {
    return replicas.probe(other, "replica");
  }

  @BeforeAll
  void startASecondStandby() throws Exception {
    second = replicas.standby();
  }

  @Override
  protected void hold() throws Exception {
    other.pause();
  }

  @Override
  protected void letGo() throws Exception {
    other.resume();
  }

  /** One standby that has caught up says nothing of the other one. */
  @Test
  void eachStandbySpeaksForItself() throws Exception {
    ReplicationProbe late = replicas.probe(second, "late");
    second.pause();
    try {
      write();
      Position position = home.position();
      await().atMost(PATIENCE).until(() -> applied(replica).hasPassed(position));
      assertThat(applied(late).hasPassed(position)).isFalse();
    } finally {
      second.resume();
    }
    await().atMost(PATIENCE).until(() -> applied(late).hasPassed(home.position()));
  }

  /**
   * With {@code synchronous_commit = off} the commit is acknowledged before it is written, so what
   * is written ends before it.
   */
  @Test
  void placeOfACommitThatDoesNotWaitForTheDiskIsBehindIt() throws Exception {
    replicas.primary.execute(
        "ALTER SYSTEM SET wal_writer_delay = '10s'",
        "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
        "SELECT pg_reload_conf()");
    try (Connection connection = replicas.primary.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      int early = 0;
      for (int i = 0; i < 20; i++) {
        statement.execute("INSERT INTO account VALUES (" + written.incrementAndGet() + ", 1)");
        Position position = home.position();
        early += applied(replica).hasPassed(position) && !hasArrived() ? 1 : 0;
      }
      assertThat(early).as("passed before they had arrived").isZero();
    } finally {
      replicas.primary.execute(
          "ALTER SYSTEM RESET wal_writer_delay",
          "ALTER SYSTEM RESET wal_writer_flush_after",
          "SELECT pg_reload_conf()");
    }
    write();
    await().atMost(PATIENCE).until(this::hasArrived);
  }

  /** The next record would start behind a page's header; a standby stands in front of it. */
  @Test
  void recordThatEndsAPageIsReachedWithoutFurtherTraffic() throws Exception {
    replicas.primary.execute(
        "DO $$ BEGIN FOR i IN 1..200000 LOOP"
            + " PERFORM pg_logical_emit_message(false, 'x', repeat('a', (random() * 200)::int));"
            + " EXIT WHEN (pg_current_wal_insert_lsn() - '0/0'::pg_lsn) % 8192 = 24;"
            + " END LOOP; END $$");
    assertThat(
            replicas.primary.number("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn) % 8192"))
        .isEqualTo(24);
    Position position = home.position();
    await().atMost(Duration.ofSeconds(5)).until(() -> applied(replica).hasPassed(position));
  }

  @Test
  void standbyOfAnotherPrimarySpeaksOfAnotherStore() throws Exception {
    write();
    Position position = home.position();
    try (PostgresServer stranger = PostgresServer.primary();
        PostgresServer strangers = stranger.standby();
        PostgresLog log = PostgresLog.open(strangers.probe())) {
      Position applied = applied(new PostgresProbe(log, "replica", Map.of()));
      assertThat(applied.isUnknown()).isFalse();
      assertThat(applied.stores().keySet()).doesNotContainAnyElementsOf(position.stores().keySet());
      LogPoint far = new LogPoint(1, Long.MAX_VALUE);
      String store = applied.stores().keySet().iterator().next();
      assertThat(Position.of(store, far).hasPassed(position)).isFalse();
    }
  }

  @Test
  void oneQuestionInEachRoundHoweverManyHomes() throws Exception {
    replicas.primary.execute("ALTER ROLE berth_probe SET log_statement = 'all'");
    await().atMost(PATIENCE).until(() -> applied(replica).hasPassed(home.position()));
    try (PostgresLog log = PostgresLog.open(other.probe())) {
      ReplicationProbe probe = new PostgresProbe(log, "replica", Map.of());
      long before = other.logged("berth_probe.log()");
      for (int i = 0; i < 25; i++) {
        assertThat(probe.applied(Set.of("home", "rm-b", "rm-c", "rm-d"))).hasSize(4);
      }
      assertThat(other.logged("berth_probe.log()") - before).isEqualTo(25);
    } finally {
      replicas.primary.execute("ALTER ROLE berth_probe RESET log_statement");
    }
  }

  @Test
  void probesRoleMayAskAndNothingElse() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(replicas.primary.address(), "berth_probe", "of the probe");
        Statement statement = connection.createStatement()) {
      for (String forbidden :
          new String[] {
            "SELECT * FROM account",
            "CREATE TABLE mine (id int)",
            "INSERT INTO berth_probe.origin VALUES ('x', 1, 1, '')",
            "SELECT pg_read_file('pg_hba.conf')",
            "SELECT * FROM pg_ls_waldir()",
            "SELECT pg_switch_wal()"
          }) {
        assertThatThrownBy(() -> statement.execute(forbidden))
            .as(forbidden)
            .hasMessageContaining("permission denied");
      }
    }
  }
}
