package io.berth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.Watermark;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Lags lags = new Lags(Duration.ofSeconds(10), nanos::get);

  private static Watermark mark(String manager, long offset) {
    return new Watermark(manager, "rm-a", Position.of("db", new LogPoint(1, offset)));
  }

  private boolean lags(long home, long replica) {
    Watermark behind = mark("rm-b", replica);
    return lags.among(List.of(mark("rm-a", home), behind)).contains(behind);
  }

  private void pass(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void whoHasNotReachedWhatTheHomeHadLongAgoLags() {
    assertThat(lags(100, 50)).isFalse();
    pass(11);
    assertThat(lags(500, 99)).isTrue();
    assertThat(lags(500, 100)).as("that was the goal; the next one is young").isFalse();
    pass(11);
    assertThat(lags(600, 499)).isTrue();
    assertThat(lags(600, 600)).isFalse();
  }

  @Test
  void whoIsAlwaysALittleBehindDoesNotLag() {
    for (int second = 0; second < 100; second++) {
      assertThat(lags(100 + 10L * second, 95 + 10L * second)).isFalse();
      pass(1);
    }
  }

  @Test
  void nobodyLagsBehindAHomeThatSaysNothing() {
    Watermark alone = mark("rm-b", 1);
    assertThat(lags.among(List.of(alone))).isEmpty();
    pass(100);
    assertThat(lags.among(List.of(alone))).isEmpty();
  }
}
