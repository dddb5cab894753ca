package io.berth.sample.demo;

import java.util.ArrayList;
import java.util.List;

/** Measured values, kept whole so that percentiles are exact. Thread-safe. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  synchronized void add(double value) {
    values.add(value);
  }

  synchronized int count() {
    return values.size();
  }

  /**
   * The smallest value that at least {@code percent} of all values do not exceed; not a number when
   * nothing was measured.
   *
   * @param percent above 0, at most 100
   */
  synchronized double percentile(double percent) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }
}
