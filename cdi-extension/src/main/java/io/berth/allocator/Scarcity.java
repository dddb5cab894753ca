package io.berth.allocator;

/** How short a pool is of ready stock; the later, the worse. */
public enum Scarcity {
  NONE,
  /** Below the floor. */
  LOW,
  /** Nothing is ready. */
  OUT;

  static Scarcity of(int ready, int floor) {
    if (ready == 0) {
      return OUT;
    }
    return ready < floor ? LOW : NONE;
  }
}
