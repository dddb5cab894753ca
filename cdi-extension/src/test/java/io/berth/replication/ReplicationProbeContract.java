package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link ReplicationProbe} promises; extend it for your own. */
public abstract class ReplicationProbeContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The probe of a node of the manager {@code home}. */
  protected abstract ReplicationProbe home();

  /** The probe of a node of the manager {@code replica}. */
  protected abstract ReplicationProbe replica();

  /** Commits something more at the home. */
  protected abstract void write() throws Exception;

  /** Whether everything that was written is there at the replica. */
  protected abstract boolean hasArrived() throws Exception;

  /** From now on nothing arrives at the replica. */
  protected abstract void hold() throws Exception;

  /** What was held arrives, and whatever comes after it. */
  protected abstract void letGo() throws Exception;

  private Position applied() {
    return replica().applied(Set.of("home")).getOrDefault("home", Position.UNKNOWN);
  }

  private boolean passes(Position position) {
    return applied().hasPassed(position);
  }

  @Test
  void placeOfACommitIsPassedWhenItHasArrivedAndNotBefore() throws Exception {
    write();
    Position first = home().position();
    await().atMost(PATIENCE).until(() -> passes(first));
    assertThat(hasArrived()).isTrue();
    hold();
    try {
      write();
      Position held = home().position();
      for (int look = 0; look < 20; look++) {
        assertThat(hasArrived()).isFalse();
        assertThat(passes(held)).as("not there, and not passed").isFalse();
        assertThat(passes(first)).as("still there").isTrue();
      }
      letGo();
      await().atMost(PATIENCE).until(() -> passes(held));
      assertThat(hasArrived()).as("passed, so it is there").isTrue();
    } finally {
      letGo();
    }
  }

  @Test
  void manyCommitsAreThereWhenTheirPlacesArePassed() throws Exception {
    for (int i = 0; i < 50; i++) {
      write();
      Position position = home().position();
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> passes(position));
      assertThat(hasArrived()).isTrue();
    }
  }

  @Test
  void placesOnlyGoForward() throws Exception {
    Position before = home().position();
    for (int i = 0; i < 20; i++) {
      write();
      Position now = home().position();
      assertThat(now.hasPassed(before)).isTrue();
      before = now;
    }
  }

  @Test
  void ofTheManagerItselfTheEndOfItsOwnLogIsSaid() throws Exception {
    write();
    Position position = home().position();
    Map<String, Position> own = home().applied(Set.of("home"));
    assertThat(own.getOrDefault("home", Position.UNKNOWN).hasPassed(position)).isTrue();
  }

  @Test
  void nothingIsSaidOfAManagerThatNobodyAskedFor() {
    assertThat(replica().applied(Set.of("home")).keySet()).isSubsetOf("home");
    assertThat(replica().applied(Set.of())).isEmpty();
  }

  @Test
  void itHasAName() {
    assertThat(home().name()).isNotBlank().isEqualTo(replica().name());
  }
}
