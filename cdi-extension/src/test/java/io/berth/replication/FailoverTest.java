package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import io.berth.store.Authority;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A primary dies and a standby is promoted that did not have the end of its log. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ConsumerId KEPT = ConsumerId.of("kept");
  private static final ConsumerId LOST = ConsumerId.of("lost");

  private static Position applied(ReplicationProbe probe) {
    return probe.applied(Set.of("home")).getOrDefault("home", Position.UNKNOWN);
  }

  @Test
  void oldPlacesAreNeitherPassedTooEarlyNorWaitedForForEver() throws Exception {
    try (Replicas replicas = new Replicas();
        Authority authority = Authority.h2();
        ManagerNode node =
            new ManagerNode(
                authority.database(),
                new ResourceManager("home", "", 1_000),
                ManagerNode.CALM,
                Map.of("workspace", new Factory()),
                Optional.empty())) {
      PostgresServer first = replicas.primary;
      PostgresServer next = replicas.standby();
      PostgresServer ahead = replicas.standby();
      ReplicationProbe home = replicas.probe(first, "home");
      ReplicationProbe before = replicas.probe(next, "next");
      ReplicationProbe stray = replicas.probe(ahead, "ahead");
      node.fill("workspace", 2).desk.position = home::position;

      first.execute("INSERT INTO account VALUES (1, 1)");
      Association kept = node.associator.register(KEPT, Requirements.of("workspace"));
      await().atMost(PATIENCE).until(() -> applied(before).hasPassed(kept.position()));
      next.stop();
      first.execute("INSERT INTO account VALUES (2, 1)");
      Association lost = node.associator.register(LOST, Requirements.of("workspace"));
      await().atMost(PATIENCE).until(() -> applied(stray).hasPassed(lost.position()));
      first.kill();
      next.start();
      next.promote();

      PostgresServer replica = replicas.keep(next.standby());
      ReplicationProbe newHome = replicas.probe(next, "home");
      ReplicationProbe newReplica = replicas.probe(replica, "replica");
      next.execute(
          "DO $$ BEGIN FOR i IN 1..2000 LOOP"
              + " PERFORM pg_logical_emit_message(false, 'x', repeat('a', 1000));"
              + " END LOOP; END $$");
      Position promoted = newHome.position();
      await().atMost(PATIENCE).until(() -> applied(newReplica).hasPassed(promoted));
      assertThat(offset(promoted)).as("further on than what was lost").isGreaterThan(offset(lost));
      assertThat(applied(newReplica).hasPassed(kept.position())).as("in the new history").isTrue();
      assertThat(applied(newReplica).hasPassed(lost.position())).as("lost").isFalse();
      assertThat(replica.number("SELECT count(*) FROM account WHERE id = 2")).isZero();

      ahead.follow(next);
      assertThat(applied(stray).hasPassed(lost.position())).as("there it still is").isTrue();
      assertThat(applied(stray).hasPassed(promoted)).as("and nothing new").isFalse();

      node.desk.position = newHome::position;
      new AfterFailover(
              node.tables, "home", new Exporter(Optional.empty(), Duration.ZERO), node.desk)
          .accept(newHome.applied(Set.of("home")).getOrDefault("home", Position.UNKNOWN));
      assertThat(node.associator.locate(KEPT)).contains(kept);
      Association renewed = node.associator.locate(LOST).orElseThrow();
      assertThat(renewed.version()).isEqualTo(lost.version() + 1);
      await().atMost(PATIENCE).until(() -> applied(newReplica).hasPassed(renewed.position()));
      assertThat(applied(stray).hasPassed(renewed.position())).isFalse();
    }
  }

  /** A standby whose primary is gone goes on saying what it has. */
  @Test
  void whoHasLostItsPrimaryStillHasWhatItHas() throws Exception {
    try (Replicas replicas = new Replicas()) {
      PostgresServer standby = replicas.standby();
      ReplicationProbe home = replicas.probe(replicas.primary, "home");
      replicas.primary.execute("INSERT INTO account VALUES (1, 1)");
      Position position = home.position();
      ReplicationProbe replica = replicas.probe(standby, "replica");
      await().atMost(PATIENCE).until(() -> applied(replica).hasPassed(position));
      replicas.primary.kill();
      for (int look = 0; look < 20; look++) {
        assertThat(applied(replica).hasPassed(position)).isTrue();
      }
      standby.stop();
      standby.start();
      ReplicationProbe restarted = replicas.probe(standby, "replica");
      assertThat(applied(restarted).hasPassed(position)).isTrue();
    }
  }

  private static long offset(Association association) {
    return offset(association.position());
  }

  private static long offset(Position position) {
    return position.stores().values().iterator().next().offset();
  }
}
