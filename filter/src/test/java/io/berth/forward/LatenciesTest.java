package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  @Test
  void percentilesAreAtMostAnEighthTooHigh() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      Latencies latencies = new Latencies();
      long[] micros = new long[1 + random.nextInt(500)];
      for (int i = 0; i < micros.length; i++) {
        micros[i] = (long) Math.exp(random.nextDouble() * 20);
        latencies.record(micros[i] * 1_000 + random.nextInt(1_000), 1);
      }
      Arrays.sort(micros);
      Latency seen = latencies.snapshot(2);
      assertThat(seen.answers()).isEqualTo(micros.length);
      assertThat(seen.max()).isEqualTo(micros[micros.length - 1]);
      assertClose(seen.median(), micros, 50);
      assertClose(seen.p90(), micros, 90);
      assertClose(seen.p99(), micros, 99);
    }
    System.out.println("percentiles of 200 random loads held against sorted lists, seed 7");
  }

  private static void assertClose(long seen, long[] sorted, int percent) {
    long exact = sorted[(sorted.length * percent + 99) / 100 - 1];
    assertThat(seen).isBetween(exact, exact + exact / 8);
  }

  @Test
  void whatIsOldIsForgotten() {
    Latencies latencies = new Latencies();
    latencies.record(5_000, 1);
    assertThat(latencies.snapshot(1 + MINUTE).answers()).isEqualTo(1);
    assertThat(latencies.snapshot(1 + 3 * MINUTE).answers()).isZero();
    latencies.record(7_000, 1 + 3 * MINUTE);
    assertThat(latencies.snapshot(2 + 3 * MINUTE)).isEqualTo(new Latency(1, 7, 7, 7, 7));
  }

  @Test
  void nothingAndNonsenseAreCountedToo() {
    Latencies latencies = new Latencies();
    assertThat(latencies.snapshot(1)).isEqualTo(new Latency(0, 0, 0, 0, 0));
    latencies.record(-5, 1);
    latencies.record(Long.MAX_VALUE, 1);
    assertThat(latencies.snapshot(2).answers()).isEqualTo(2);
    assertThat(latencies.snapshot(2).median()).isZero();
  }
}
