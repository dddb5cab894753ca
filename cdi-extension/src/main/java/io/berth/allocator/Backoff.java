package io.berth.allocator;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Doubles the pause after every failure in a row, from one second to a minute (RULES A8).
 * Thread-safe.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private final LongSupplier nanos;
  private int failures;
  private long until;

  /**
   * @param nanos a monotonic clock
   */
  Backoff(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** How long to leave it alone; zero when it may be tried now. */
  synchronized Duration remaining() {
    long left = failures == 0 ? 0 : until - nanos.getAsLong();
    return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
  }

  /** A failure; how many there were in a row, this one included. */
  synchronized int failed() {
    Duration pause = FIRST.multipliedBy(1L << Math.min(failures, 6));
    failures++;
    until = nanos.getAsLong() + (pause.compareTo(LONGEST) < 0 ? pause : LONGEST).toNanos();
    return failures;
  }

  /** How many failures there were in a row. */
  synchronized int failures() {
    return failures;
  }

  /** A success; how many failures it ended. */
  synchronized int succeeded() {
    int ended = failures;
    failures = 0;
    return ended;
  }
}
