package io.berth.forward;

import java.time.Duration;

/**
 * Whether a node is asked at all. After a few failures in a row it is set aside: who wants it is
 * told at once instead of waiting with a connection, and a probe finds out when it is back. So even
 * the only holder of somebody's data is never given up for longer than one probe takes. A node that
 * is back gets its connections little by little, for its caches are cold.
 *
 * <p>The loop's thread, but for {@link #isUp}.
 */
final class NodeHealth {
  private static final int FIRST_CONNECTIONS = 4;

  private final int mostFailures;
  private final long slowStartNanos;
  private volatile boolean up = true;
  private int failures;
  private boolean starting;
  private long startedAt;

  /**
   * @param mostFailures so many in a row and it is set aside
   * @param slowStart how long until a node that is back gets all of its connections
   */
  NodeHealth(int mostFailures, Duration slowStart) {
    this.mostFailures = mostFailures;
    this.slowStartNanos = slowStart.toNanos();
  }

  boolean isUp() {
    return up;
  }

  /** It said something sensible. */
  void answered() {
    failures = 0;
  }

  /**
   * It did not answer, or refused.
   *
   * @return whether that set it aside
   */
  boolean failed() {
    boolean aside = ++failures >= mostFailures && up;
    up &= !aside;
    return aside;
  }

  /** A probe was answered. */
  void recovered(long now) {
    failures = 0;
    up = true;
    starting = slowStartNanos > 0;
    startedAt = now;
  }

  /** How many of {@code most} connections it may have now. */
  int cap(int most, long now) {
    if (!starting) {
      return most;
    }
    long since = now - startedAt;
    starting = since < slowStartNanos;
    double part = (double) since / slowStartNanos;
    return starting ? Math.min(most, Math.max(FIRST_CONNECTIONS, (int) (most * part))) : most;
  }
}
