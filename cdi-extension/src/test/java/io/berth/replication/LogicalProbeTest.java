package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Position;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A publisher and a subscriber, asked with the rights of {@code probe.sql} alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogicalProbeTest extends ReplicationProbeContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final AtomicLong written = new AtomicLong();
  private Replicas replicas;
  private PostgresServer subscriber;
  private ReplicationProbe home;
  private ReplicationProbe replica;
  private @Nullable Connection lock;

  @BeforeAll
  void start() throws Exception {
    replicas = new Replicas();
    subscriber = replicas.subscriber();
    home = replicas.probe(replicas.primary, "home");
    replica = replicas.probe(subscriber, "replica", Map.of("home", "brings_home"));
    home.applied(Set.of("home")); // leaves the row that says whose log it is
    await().atMost(PATIENCE).until(() -> applied().hasPassed(home.position()));
  }

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
    return subscriber.number("SELECT count(*) FROM account") == written.get();
  }

  /** The worker receives the row, and waits for somebody who has locked the table. */
  @Override
  protected void hold() throws Exception {
    Connection connection = subscriber.connect();
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

  private Position applied() {
    return replica.applied(Set.of("home")).getOrDefault("home", Position.UNKNOWN);
  }

  /** The origin's progress would stand still here: none of it is published. */
  @Test
  void whatIsNotPublishedIsPassedToo() throws Exception {
    replicas.primary.execute("CREATE TABLE private (id int)", "INSERT INTO private VALUES (1)");
    Position position = home.position();
    await().atMost(PATIENCE).until(() -> applied().hasPassed(position));
    assertThat(
            subscriber.number(
                "SELECT remote_lsn - '0/0'::pg_lsn FROM pg_replication_origin_status"
                    + " WHERE local_id > 0 ORDER BY local_id LIMIT 1"))
        .isLessThan(position.stores().values().iterator().next().offset());
  }

  /** It has applied no less than before, and no more. */
  @Test
  void workerThatIsGoneLeavesWhatWasApplied() throws Exception {
    write();
    Position before = home.position();
    await().atMost(PATIENCE).until(() -> applied().hasPassed(before));
    subscriber.execute("ALTER SUBSCRIPTION brings_home DISABLE");
    try {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  subscriber.number("SELECT count(pid) FROM pg_stat_subscription WHERE pid > 0")
                      == 0);
      write();
      Position after = home.position();
      assertThat(applied().hasPassed(before)).isTrue();
      assertThat(applied().hasPassed(after)).isFalse();
    } finally {
      subscriber.execute("ALTER SUBSCRIPTION brings_home ENABLE");
    }
    await().atMost(PATIENCE).until(this::hasArrived);
  }

  @Test
  void subscriptionThatIsNotThereProvesNothing() {
    ReplicationProbe mistaken = replicas.probe(subscriber, "replica", Map.of("home", "no_such"));
    assertThat(mistaken.applied(Set.of("home"))).isEmpty();
  }

  @Test
  void subscriberWithoutASubscriptionInTheSettingsIsAnotherStore() throws Exception {
    write();
    Position position = home.position();
    Position applied =
        replicas
            .probe(subscriber, "replica")
            .applied(Set.of("home"))
            .getOrDefault("home", Position.UNKNOWN);
    assertThat(applied.hasPassed(position)).isFalse();
    assertThat(applied.stores().keySet()).doesNotContainAnyElementsOf(position.stores().keySet());
  }
}
