package io.berth.sample.bench;

import org.HdrHistogram.Histogram;

/** What the load generator saw in one window. Written by the reactor's thread until it is taken. */
final class Tally {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);
  private final long since = System.nanoTime();
  private long errors;
  private String firstError = "";

  void answered(long nanos) {
    latency.recordValue(Math.min(nanos, HIGHEST_NANOS));
  }

  void failed(String what) {
    errors++;
    if (firstError.isEmpty()) {
      firstError = what;
    }
  }

  long answers() {
    return latency.getTotalCount();
  }

  long errors() {
    return errors;
  }

  /** What the first error was; empty when there was none. */
  String firstError() {
    return firstError;
  }

  double percentileMicros(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1000.0;
  }

  long since() {
    return since;
  }
}
