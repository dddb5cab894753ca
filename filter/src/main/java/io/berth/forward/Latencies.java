package io.berth.forward;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Counts times in buckets that are an eighth apart, for this minute and the last one. Recording is
 * one increment of an array, for it happens with every forward. The loop's thread.
 */
final class Latencies {
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int PER_DOUBLING = 8;
  private static final int SHIFT = 3;

  /** Up to 2^36 microseconds: 19 hours. */
  private static final int DOUBLINGS = 36;

  private static final int BUCKETS = PER_DOUBLING * (DOUBLINGS - SHIFT + 1);

  private long[] now = new long[BUCKETS];
  private long[] before = new long[BUCKETS];
  private long max;
  private long maxBefore;
  private long windowEnds;

  /**
   * @param at when it ended, by {@link System#nanoTime}
   */
  void record(long nanos, long at) {
    turn(at);
    long micros = Math.min(Math.max(0, nanos / 1_000), (1L << DOUBLINGS) - 1);
    now[bucket(micros)]++;
    max = Math.max(max, micros);
  }

  private void turn(long at) {
    if (at - windowEnds < 0) {
      return;
    }
    boolean next = at - windowEnds < WINDOW_NANOS;
    long[] free = before;
    before = now;
    maxBefore = max;
    now = free;
    Arrays.fill(now, 0);
    max = 0;
    if (!next) {
      Arrays.fill(before, 0); // nothing came for a whole minute
      maxBefore = 0;
    }
    windowEnds = at + WINDOW_NANOS;
  }

  /** Small times have a bucket each; from then on eight make a doubling. */
  private static int bucket(long micros) {
    if (micros < PER_DOUBLING) {
      return (int) micros;
    }
    int shift = 63 - Long.numberOfLeadingZeros(micros) - SHIFT;
    return PER_DOUBLING * shift + (int) (micros >>> shift);
  }

  /** The longest time of a bucket. */
  private static long longest(int bucket) {
    if (bucket < PER_DOUBLING) {
      return bucket;
    }
    int shift = bucket / PER_DOUBLING - 1;
    return ((long) (bucket % PER_DOUBLING + PER_DOUBLING + 1) << shift) - 1;
  }

  Latency snapshot(long at) {
    turn(at);
    long answers = 0;
    for (int i = 0; i < BUCKETS; i++) {
      answers += now[i] + before[i];
    }
    long slowest = Math.max(max, maxBefore);
    return new Latency(
        answers,
        Math.min(slowest, percentile(answers, 50)),
        Math.min(slowest, percentile(answers, 90)),
        Math.min(slowest, percentile(answers, 99)),
        slowest);
  }

  private long percentile(long answers, int percent) {
    long rank = (answers * percent + 99) / 100;
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += now[i] + before[i];
      if (seen >= rank && rank > 0) {
        return longest(i);
      }
    }
    return 0;
  }
}
