package io.berth.forward;

/**
 * How many second tries there may be: one for ten first ones, and a few at once. When a whole
 * manager is gone, second tries must not become its second load. The loop's thread.
 */
final class RetryBudget {
  private static final int COST = 10;
  private static final int START = 10 * COST;
  private static final int MOST = 100 * COST;

  private int saved = START;

  /** A first try was made. */
  void earn() {
    saved = Math.min(MOST, saved + 1);
  }

  /** Whether a second one may be. */
  boolean spend() {
    boolean enough = saved >= COST;
    saved -= enough ? COST : 0;
    return enough;
  }
}
