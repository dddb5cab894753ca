package io.berth.cluster;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Keeps this node's announcement on the board: renewed at a third of its lease, and tried again
 * soon when the board fails, which is no reason to stop. Thread-safe.
 */
final class Renewal {
  private static final Logger LOG = Logger.getLogger(Renewal.class);

  private final Herald herald;
  private final LongSupplier nanos;
  private final long renewalNanos;
  private final long retryNanos;
  private volatile long renewAt;
  private volatile boolean mute;

  Renewal(Herald herald, Duration lease, LongSupplier nanos) {
    this.herald = herald;
    this.nanos = nanos;
    this.renewalNanos = lease.toNanos() / 3;
    this.retryNanos = lease.toNanos() / 10;
    this.renewAt = nanos.getAsLong();
  }

  boolean isDue() {
    return nanos.getAsLong() - renewAt >= 0;
  }

  void publish(Announcement own) {
    renewAt = nanos.getAsLong() + retryNanos;
    try {
      if (herald.publish(own)) {
        renewAt = nanos.getAsLong() + renewalNanos;
      }
      mute = false;
    } catch (RuntimeException e) {
      if (!mute) {
        LOG.warn("BERTH-111 this node could not announce itself; it tries on", e);
      }
      mute = true;
    }
  }

  /** What a node of another site has said of itself. */
  void hear(Announcement said) {
    herald.hear(said);
  }
}
