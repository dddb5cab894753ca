package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sign-ups per second times the time to make one times the safety, between floor and ceiling. */
class DemandTest {
  private static final PoolPolicy POLICY = new PoolPolicy(2, 5, 50);

  @ParameterizedTest(name = "{0} in a minute, {1} ms to make one, {2} %: {3}")
  @CsvSource({
    "600, 1000, 100, 10",
    "600, 1000, 200, 20",
    "601, 1000, 100, 11",
    "600, 100, 100, 2",
    "0, 1000, 200, 2",
    "600, 0, 200, 2",
    "60000, 1000, 200, 50",
  })
  void theTargetFollowsTheDemandBetweenFloorAndCeiling(
      int taken, long millis, int safety, int target) {
    Demand demand = Demand.NONE.taken(taken, Duration.ofMinutes(1)).made(Duration.ofMillis(millis));
    assertThat(demand.target(POLICY, safety)).isEqualTo(target);
  }

  @Test
  void oneSlowPieceDoesNotChangeTheTargetAtOnce() {
    Demand demand = Demand.NONE.made(Duration.ofMillis(100)).made(Duration.ofMillis(1_100));
    assertThat(demand.making()).isEqualTo(Duration.ofMillis(300));
    for (int i = 0; i < 30; i++) {
      demand = demand.made(Duration.ofMillis(1_100));
    }
    assertThat(demand.making()).isBetween(Duration.ofMillis(1_090), Duration.ofMillis(1_100));
  }
}
