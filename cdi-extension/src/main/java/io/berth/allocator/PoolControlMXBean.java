package io.berth.allocator;

/**
 * What an operator can change of one pool at this node; a bean of its own, so that the right to use
 * it can be given apart. Every call is logged.
 */
public interface PoolControlMXBean {
  /**
   * Other bounds, until the application ends.
   *
   * @param floor 0 to {@code target}
   * @param target {@code floor} to {@code ceiling}
   * @param ceiling at least 1
   */
  void changeBounds(int floor, int target, int ceiling);

  /** Looks at the stock at once. */
  void refill();
}
