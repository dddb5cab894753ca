package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong nanos = new AtomicLong();

  private void pass(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  @Test
  void noMoreThanTheRateInAnySecondHoweverManyWait() {
    Pace pace = new Pace(50, nanos::get);
    int granted = 0;
    for (int tenth = 0; tenth < 100; tenth++) {
      pass(100);
      granted += pace.take(1_000);
    }
    assertThat(granted).isEqualTo(500);
  }

  @Test
  void whatWasNotUsedIsNotHoarded() {
    Pace pace = new Pace(50, nanos::get);
    pass(60_000);
    assertThat(pace.take(1_000)).isEqualTo(50);
    assertThat(pace.take(1_000)).isZero();
    pace.giveBack(20);
    assertThat(pace.take(1_000)).isEqualTo(20);
  }

  @Test
  void zeroIsNoBound() {
    assertThat(new Pace(0, nanos::get).take(1_000)).isEqualTo(1_000);
  }
}
