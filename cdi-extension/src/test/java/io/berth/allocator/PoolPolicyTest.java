package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolPolicyTest {
  @ParameterizedTest
  @CsvSource({"-1,1,1", "2,1,3", "0,4,3", "0,0,0"})
  void boundsOutOfOrderAreRefusedWithTheirValues(int floor, int target, int ceiling) {
    assertThatThrownBy(() -> new PoolPolicy(floor, target, ceiling))
        .hasMessageContaining(floor + ", " + target + ", " + ceiling)
        .hasMessageContaining("berth.pool.ceiling");
  }

  @Test
  void pausesDoubleUpToAMinute() {
    AtomicLong now = new AtomicLong();
    Backoff backoff = new Backoff(now::get);
    assertThat(backoff.remaining()).isZero();
    List<Long> seconds = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      assertThat(backoff.failed()).isEqualTo(i);
      seconds.add(backoff.remaining().toSeconds());
    }
    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(backoff.remaining()).isEqualTo(Duration.ofSeconds(1));
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(backoff.remaining()).isZero();
    assertThat(backoff.succeeded()).isEqualTo(8);
    assertThat(backoff.succeeded()).isZero();
  }
}
