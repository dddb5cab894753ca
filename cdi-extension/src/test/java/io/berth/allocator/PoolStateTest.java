package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.store.Kind;
import io.berth.store.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pool says of itself: slots that have nothing to give yet are not ready. */
class PoolStateTest {
  private final Pool pool =
      new Pool(
          Kind.of("workspace"),
          new IdleProvisioner(),
          new PoolPolicy(2, 5, 9),
          PoolRules.USUAL,
          Duration.ofSeconds(1),
          () -> 0);
  private final PoolMXBean bean = new PoolBean(pool);

  @ParameterizedTest(name = "{0} ready, {1} being made, {2} failures, full {3}: {4}")
  @CsvSource({
    "5, 0, 0, false, READY",
    "2, 3, 0, false, READY",
    "1, 4, 0, false, LOW",
    "1, 0, 3, true,  LOW",
    "0, 5, 0, false, WARMING",
    "0, 5, 1, false, FAILING",
    "0, 0, 1, true,  FAILING",
    "0, 0, 0, true,  FULL",
    "0, 0, 0, false, EMPTY",
  })
  void aPoolIsReadyWhenItHasSomethingToGive(
      int ready, int making, int failures, boolean full, String state) {
    pool.see(new Level(ready, making));
    for (int i = 0; i < failures; i++) {
      pool.backoff().failed();
    }
    pool.nowFull(full);
    assertThat(bean.getState()).isEqualTo(state);
    assertThat(bean.getReady()).isEqualTo(ready);
    assertThat(bean.getMaking()).isEqualTo(making);
    assertThat(bean.getFailures()).isEqualTo(failures);
  }

  /** A node that has just started says nothing of its stock, rather than that it has none. */
  @Test
  void nobodyKnowsHowShortAPoolIsBeforeTheFirstLook() {
    assertThat(pool.scarcity()).isEmpty();
    pool.see(new Level(0, 0));
    assertThat(pool.scarcity()).contains(Scarcity.OUT);
    pool.see(new Level(1, 0));
    assertThat(pool.scarcity()).contains(Scarcity.LOW);
    pool.see(new Level(2, 0));
    assertThat(pool.scarcity()).contains(Scarcity.NONE);
  }

  @Test
  void aSuccessEndsTheFailures() {
    pool.backoff().failed();
    pool.backoff().succeeded();
    pool.see(new Level(0, 1));
    assertThat(bean.getState()).isEqualTo("WARMING");
  }
}
