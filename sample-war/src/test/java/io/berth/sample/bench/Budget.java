package io.berth.sample.bench;

import java.util.Locale;

/**
 * One figure held against its limit.
 *
 * @param name part, what, and against what: {@code forward.cpu.1k.32/undertow}
 * @param unit of {@code value} and {@code limit}
 * @param value what was measured of Berth
 * @param limit what it is held against, measured in the same run unless it is a plain number
 * @param ratio {@code value / limit}
 * @param bound what the ratio must be, for example {@code <= 1.15}
 * @param ok whether it is; false too when either figure is missing or nonsense
 */
public record Budget(
    String name, String unit, double value, double limit, double ratio, String bound, boolean ok) {

  /** The less, the better. */
  static Budget atMost(String name, String unit, double value, double limit, double bound) {
    double ratio = value / limit;
    return new Budget(
        name, unit, value, limit, ratio, "<= " + bound, isKnown(value, limit) && ratio <= bound);
  }

  /** The more, the better. */
  static Budget atLeast(String name, String unit, double value, double limit, double bound) {
    double ratio = value / limit;
    return new Budget(
        name, unit, value, limit, ratio, ">= " + bound, isKnown(value, limit) && ratio >= bound);
  }

  /** A figure that could not be measured meets no bound. */
  private static boolean isKnown(double value, double limit) {
    return Double.isFinite(value) && Double.isFinite(limit) && limit > 0;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-7s %-46s %12.2f against %12.2f %-10s ratio %7.3f, must be %s",
        ok ? "ok" : "MISSED",
        name,
        value,
        limit,
        unit,
        ratio,
        bound);
  }
}
