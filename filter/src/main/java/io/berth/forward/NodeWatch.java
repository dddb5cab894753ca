package io.berth.forward;

import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node is asked, and the probes that find out when one that was set aside is back. The
 * loop's thread, but for {@link #isUp}.
 */
final class NodeWatch {
  private static final Logger LOG = Logger.getLogger(NodeWatch.class);

  private final SelectorLoop loop;
  private final ForwardSettings settings;
  private final NodePool pool;
  private final NodeHealth health;
  private @Nullable Probe probe;
  private long nextProbe;

  NodeWatch(SelectorLoop loop, ForwardSettings settings, NodePool pool) {
    this.loop = loop;
    this.settings = settings;
    this.pool = pool;
    this.health = new NodeHealth(settings.failures(), settings.slowStart());
  }

  /** Any thread. */
  boolean isUp() {
    return health.isUp();
  }

  /** How many connections it may have now. */
  int cap(long now) {
    return health.cap(settings.connections(), now);
  }

  void answered() {
    health.answered();
  }

  /**
   * An exchange failed on the node's account.
   *
   * @return whether that set it aside
   */
  boolean failed() {
    boolean aside = health.failed();
    if (aside) {
      LOG.warnf(
          "BERTH-212 node %s failed %d times in a row and is not asked until a probe is answered;"
              + " see berth.forward.failures",
          pool.node().name(), settings.failures());
      nextProbe = System.nanoTime() + settings.probeInterval().toNanos();
    }
    return aside;
  }

  void probed(boolean answers) {
    long now = System.nanoTime();
    probe = null;
    nextProbe = now + settings.probeInterval().toNanos();
    if (answers) {
      LOG.infof("node %s answers again", pool.node().name());
      health.recovered(now);
    }
  }

  /** About every 100 ms. */
  void tick(long now) {
    Probe running = probe;
    if (running != null) {
      running.tick(now);
    } else if (!isUp() && now - nextProbe >= 0) {
      try {
        long deadline = now + settings.connectTimeout().toNanos();
        probe = new Probe(loop, pool, pool.address(), deadline);
      } catch (IOException | RuntimeException e) {
        LOG.debugf(e, "node %s cannot be probed", pool.node().name());
        probed(false);
      }
    }
  }

  void close() {
    if (probe != null) {
      probe.close();
    }
  }
}
