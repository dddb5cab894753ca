package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Resource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurstTest {
  private long millis;
  private final Pool pool =
      new Pool(
          "workspace",
          new ResourceProvisioner() {
            @Override
            public void provision(Resource resource) {}

            @Override
            public void retire(Resource resource) {}
          },
          new PoolPolicy(2, 20, 50),
          Duration.ofSeconds(1),
          () -> millis * 1_000_000);

  private void ready(int count) {
    pool.seeReady(count);
  }

  @Test
  void aPoolThatNobodyTakesFromIsFilledToItsTarget() {
    ready(5);
    ready(6);
    assertThat(pool.bound()).isEqualTo(20);
  }

  @Test
  void whileStockIsTakenTheFloorIsEnough() {
    ready(20);
    ready(17);
    assertThat(pool.bound()).isEqualTo(2);
    millis += 999;
    assertThat(pool.bound()).isEqualTo(2);
    millis += 1;
    assertThat(pool.bound()).isEqualTo(20);
  }

  @Test
  void whoeverWaitsIsServedInABurstToo() {
    ready(20);
    ready(0);
    for (int i = 0; i < 7; i++) {
      pool.enter();
    }
    assertThat(pool.bound()).isEqualTo(7);
  }

  @Test
  void whatNeverEndsIsNoBurst() {
    int stock = 1_000;
    for (int i = 0; i < 22; i++) {
      ready(stock -= 3);
      millis += 500;
    }
    assertThat(pool.bound()).isEqualTo(20);
    millis += 1_000;
    ready(stock);
    ready(stock - 3);
    assertThat(pool.bound()).isEqualTo(2);
  }
}
