package io.berth.cluster;

import io.berth.model.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.infinispan.commons.api.BasicCache;
import org.jboss.logging.Logger;

/**
 * Puts this node's announcement on the board. A name belongs to the run that announced it first, as
 * long as that run is alive; a second one complains and stays out of the others' view.
 */
final class Herald {
  private static final Logger LOG = Logger.getLogger(Herald.class);

  /** A packet lives for a minute by clocks that may be a minute apart. */
  private static final long GONE_MILLIS = 180_000;

  private final Caches caches;
  private final long leaseMillis;
  private volatile boolean complained;

  Herald(Caches caches, Duration lease) {
    this.caches = caches;
    this.leaseMillis = lease.toMillis();
  }

  /**
   * @return whether the others can see {@code mine} now
   */
  boolean publish(Announcement mine) {
    BasicCache<String, Announcement> board = caches.board();
    String name = mine.node().name();
    while (true) {
      Announcement there = board.putIfAbsent(name, mine, leaseMillis, TimeUnit.MILLISECONDS);
      if (there == null) {
        return true;
      }
      if (there.instance().equals(mine.instance())) {
        if (there.sequence() > mine.sequence()) {
          return true;
        }
      } else if (isTaken(there, mine.node())) {
        complain(there, mine);
        return false;
      }
      if (board.replace(name, there, mine, leaseMillis, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
  }

  /**
   * Puts what a node of another site says on the board, under a lease of this site's own. The word
   * of this site's nodes counts more. That a node is gone is kept for longer than any packet lives,
   * so that no late one brings it back.
   *
   * @return whether it was news, or renewed the lease
   */
  boolean hear(Announcement heard) {
    BasicCache<String, Announcement> board = caches.board();
    String name = heard.node().name();
    long lease = heard.isOver() ? Math.max(leaseMillis, GONE_MILLIS) : leaseMillis;
    while (true) {
      Announcement there = board.putIfAbsent(name, heard, lease, TimeUnit.MILLISECONDS);
      if (there == null) {
        return true;
      }
      if (!there.remote() || there.isAfter(heard)) {
        return false;
      }
      if (board.replace(name, there, heard, lease, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
  }

  private boolean isTaken(Announcement there, Node self) {
    if (there.isOver()) {
      return false;
    }
    Optional<Set<String>> members = caches.members();
    return there.member().isEmpty() || members.isEmpty()
        ? !there.node().address().equals(self.address())
        : members.get().contains(there.member());
  }

  /** Once, not at every beat for as long as it lasts. */
  private void complain(Announcement there, Announcement mine) {
    if (!complained) {
      complained = true;
      LOG.errorf(
          "BERTH-110 another node is called %s already: it is at %s, this one at %s; this one is"
              + " invisible to the others until that one is gone. See berth.node and"
              + " berth.address",
          mine.node().name(), there.node().address(), mine.node().address());
    }
  }
}
