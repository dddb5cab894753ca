package io.berth.replication;

import java.util.function.LongSupplier;

/**
 * At most so many a second; what was not used within a second is not used later. Used by one
 * thread.
 */
final class Pace {
  private static final double NANOS_A_SECOND = 1e9;
  private final int perSecond;
  private final LongSupplier nanos;
  private double ready;
  private long countedAt;

  /**
   * @param perSecond 0 for no bound
   * @param nanos a clock that only goes forward
   */
  Pace(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.countedAt = nanos.getAsLong();
  }

  /** How many of those may be done now. */
  int take(int wanted) {
    if (perSecond == 0) {
      return wanted;
    }
    long now = nanos.getAsLong();
    ready = Math.min(perSecond, ready + (now - countedAt) / NANOS_A_SECOND * perSecond);
    countedAt = now;
    int granted = (int) Math.min(wanted, ready);
    ready -= granted;
    return granted;
  }

  /** Granted, and not done. */
  void giveBack(int unused) {
    ready += unused;
  }
}
