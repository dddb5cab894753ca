package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Position;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A publisher and a subscriber, asked with the rights of {@code probe.sql} alone. */
class LogicalProbeTest extends PostgresProbeContract {
  private @Nullable Connection lock;

  @Override
  PostgresServer startReplica() throws Exception {
    return replicas.subscriber();
  }

  @Override
  ReplicationProbe probeOfReplica() {
    return replicas.probe(other, "replica", Map.of("home", "brings_home"));
  }

  @BeforeAll
  void leaveTheRowThatSaysWhoseLogItIs() {
    home.applied(Set.of("home"));
    await().atMost(PATIENCE).until(() -> applied(replica).hasPassed(home.position()));
  }

  /** The worker receives the row, and waits for somebody who has locked the table. */
  @Override
  protected void hold() throws Exception {
    Connection connection = other.connect();
    lock = connection;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE account IN EXCLUSIVE MODE");
    }
  }

  @Override
  protected void letGo() throws Exception {
    Connection connection = lock;
    if (connection != null) {
      lock = null;
      connection.rollback();
      connection.close();
    }
  }

  /** The origin's progress would stand still here: none of it is published. */
  @Test
  void whatIsNotPublishedIsPassedToo() throws Exception {
    replicas.primary.execute("CREATE TABLE private (id int)", "INSERT INTO private VALUES (1)");
    Position position = home.position();
    await().atMost(PATIENCE).until(() -> applied(replica).hasPassed(position));
    assertThat(
            other.number(
                "SELECT remote_lsn - '0/0'::pg_lsn FROM pg_replication_origin_status"
                    + " WHERE local_id > 0 ORDER BY local_id LIMIT 1"))
        .isLessThan(position.stores().values().iterator().next().offset());
  }

  /** It has applied no less than before, and no more. */
  @Test
  void workerThatIsGoneLeavesWhatWasApplied() throws Exception {
    write();
    Position before = home.position();
    await().atMost(PATIENCE).until(() -> applied(replica).hasPassed(before));
    other.execute("ALTER SUBSCRIPTION brings_home DISABLE");
    try {
      await()
          .atMost(PATIENCE)
          .until(
              () -> other.number("SELECT count(pid) FROM pg_stat_subscription WHERE pid > 0") == 0);
      write();
      Position after = home.position();
      assertThat(applied(replica).hasPassed(before)).isTrue();
      assertThat(applied(replica).hasPassed(after)).isFalse();
    } finally {
      other.execute("ALTER SUBSCRIPTION brings_home ENABLE");
    }
    await().atMost(PATIENCE).until(this::hasArrived);
  }

  @Test
  void subscriptionThatIsNotThereProvesNothing() {
    ReplicationProbe mistaken = replicas.probe(other, "replica", Map.of("home", "no_such"));
    assertThat(mistaken.applied(Set.of("home"))).isEmpty();
  }

  @Test
  void subscriberWithoutASubscriptionInTheSettingsIsAnotherStore() throws Exception {
    write();
    Position position = home.position();
    Position applied = applied(replicas.probe(other, "replica"));
    assertThat(applied.hasPassed(position)).isFalse();
    assertThat(applied.stores().keySet()).doesNotContainAnyElementsOf(position.stores().keySet());
  }
}
