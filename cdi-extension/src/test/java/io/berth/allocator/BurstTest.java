package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.store.Kind;
import io.berth.store.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurstTest {
  private long millis;
  private final Pool pool =
      new Pool(
          Kind.of("workspace"),
          new IdleProvisioner(),
          new PoolPolicy(2, 20, 50),
          PoolRules.USUAL,
          Duration.ofSeconds(1),
          () -> millis * 1_000_000);

  private void ready(int count) {
    pool.see(new Level(count, 0));
  }

  @Test
  void aPoolThatNobodyTakesFromIsFilledToItsTarget() {
    ready(5);
    ready(6);
    assertThat(pool.bounds().fresh()).isEqualTo(20);
  }

  @Test
  void whileStockIsTakenTheFloorIsEnough() {
    ready(20);
    ready(17);
    assertThat(pool.bounds().fresh()).isEqualTo(2);
    millis += 999;
    assertThat(pool.bounds().fresh()).isEqualTo(2);
    millis += 1;
    assertThat(pool.bounds().fresh()).isEqualTo(20);
  }

  @Test
  void whoeverWaitsIsServedInABurstToo() {
    ready(20);
    ready(0);
    for (int i = 0; i < 7; i++) {
      assertThat(pool.enter(7)).isTrue();
    }
    assertThat(pool.enter(7)).as("who comes after those who may wait").isFalse();
    assertThat(pool.bounds().fresh()).isEqualTo(7);
  }

  @Test
  void whatNeverEndsIsNoBurst() {
    int stock = 1_000;
    for (int i = 0; i < 22; i++) {
      ready(stock -= 3);
      millis += 500;
    }
    assertThat(pool.bounds().fresh()).isEqualTo(20);
    millis += 1_000;
    ready(stock);
    ready(stock - 3);
    assertThat(pool.bounds().fresh()).isEqualTo(2);
  }
}
