package io.berth.sample.bench;

import org.HdrHistogram.Histogram;

/** What the load generator saw in one window. Written by the reactor's thread until it is taken. */
final class Tally {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);
  private long errors;
  private long bytes;
  private String firstError = "";

  void answered(long nanos) {
    latency.recordValue(Math.min(nanos, HIGHEST_NANOS));
  }

  void received(long bodyBytes) {
    bytes += bodyBytes;
  }

  void failed(String what) {
    errors++;
    if (firstError.isEmpty()) {
      firstError = what;
    }
  }

  /** How many answers have come whole. */
  long whole() {
    return latency.getTotalCount();
  }

  /** Answers by the bytes that came, so that parts of long ones count too. */
  double answers(long bodyBytes) {
    return bytes / (double) bodyBytes;
  }

  long errors() {
    return errors;
  }

  /** What the first error was; empty when there was none. */
  String firstError() {
    return firstError;
  }

  /** Not a number when no answer has come whole. */
  double percentileMicros(double percentile) {
    return whole() == 0 ? Double.NaN : latency.getValueAtPercentile(percentile) / 1000.0;
  }
}
