package io.berth.sample.bench;

import java.time.Duration;

/**
 * How nodes are measured in turn.
 *
 * @param rounds of one window of each node
 * @param lead how long a load is there before each window
 * @param window how long each window takes
 */
record Pace(int rounds, Duration lead, Duration window) {
  /** So many short windows for one long one. */
  private static final int PARTS = 3;

  /** As asked for: what takes long itself needs long windows. */
  static Pace steady(Options options) {
    return new Pace(options.windows(), options.warmup().dividedBy(10), options.window());
  }

  /**
   * As much in all, in shorter windows: so those that are compared follow each other closely, and
   * meet the same machine.
   */
  static Pace brisk(Options options) {
    Duration part = options.window().dividedBy(PARTS);
    return new Pace(PARTS * options.windows(), part, part);
  }
}
