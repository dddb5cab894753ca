package io.berth.allocator;

import java.time.Duration;

/**
 * How much stock is asked for, and how long it takes to have more of it.
 *
 * @param perSecond resources taken per second, at all nodes of the manager
 * @param making how long this node needs for one, smoothed; zero while it has made none
 */
record Demand(double perSecond, Duration making) {
  static final Demand NONE = new Demand(0, Duration.ZERO);
  private static final double WEIGHT = 0.2; // of the newest of the times to make one

  /**
   * What is taken while one is made, times the safety, between floor and ceiling.
   *
   * @param safety in per cent, at least 100
   */
  int target(PoolPolicy policy, int safety) {
    double wanted = Math.ceil(perSecond * making.toNanos() / 1e9 * safety / 100.0);
    return (int) Math.max(policy.floor(), Math.min(policy.ceiling(), wanted));
  }

  Demand taken(int count, Duration within) {
    return new Demand(count * 1e9 / within.toNanos(), making);
  }

  Demand made(Duration took) {
    if (making.isZero()) {
      return new Demand(perSecond, took);
    }
    double smooth = making.toNanos() * (1 - WEIGHT) + took.toNanos() * WEIGHT;
    return new Demand(perSecond, Duration.ofNanos(Math.round(smooth)));
  }
}
