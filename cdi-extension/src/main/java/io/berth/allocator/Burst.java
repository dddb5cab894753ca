package io.berth.allocator;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether stock is being taken so fast that making more would slow the takers down (LESSONS 16). A
 * burst ends when nothing was taken for the quiet time, and counts for {@value #LONGEST} quiet
 * times at most: what goes on for longer is the usual load.
 *
 * <p>Not thread-safe.
 */
final class Burst {
  private static final int LONGEST = 10;

  private final long quiet;
  private final LongSupplier nanos;
  private int lastSeen;
  private boolean falling;
  private long began;
  private long lastFall;

  Burst(Duration quiet, LongSupplier nanos) {
    this.quiet = quiet.toNanos();
    this.nanos = nanos;
  }

  /** Notes how much is ready now. */
  void see(int ready) {
    long now = nanos.getAsLong();
    if (falling && now - lastFall >= quiet) {
      falling = false;
    }
    if (ready < lastSeen) {
      began = falling ? began : now;
      falling = true;
      lastFall = now;
    }
    lastSeen = ready;
  }

  boolean isOn() {
    long now = nanos.getAsLong();
    return falling && now - lastFall < quiet && now - began < LONGEST * quiet;
  }
}
