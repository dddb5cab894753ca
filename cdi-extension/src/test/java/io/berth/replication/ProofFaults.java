package io.berth.replication;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What happens to one standby: it is paused, delayed, stopped, killed, at random. One thread. */
final class ProofFaults {
  private static final long SLICE = 50;
  private final ProofSite site;
  private final String manager;
  private final Duration lag;
  private final Random random;
  private final CountDownLatch end;
  private int kind;
  final AtomicLong pauses = new AtomicLong();
  final AtomicLong delays = new AtomicLong();
  final AtomicLong restarts = new AtomicLong();

  /**
   * @param lag the longest pause or delay
   * @param end is counted down when it is enough
   */
  ProofFaults(ProofSite site, String manager, Duration lag, long seed, CountDownLatch end) {
    this.site = site;
    this.manager = manager;
    this.lag = lag;
    this.random = new Random(seed);
    this.end = end;
  }

  /** Fault after fault, until the end; a fault is over before a standby is promoted. */
  void run() throws IOException, SQLException, InterruptedException {
    while (!end.await(random.nextInt(300), TimeUnit.MILLISECONDS)) {
      synchronized (site.monitor(manager)) {
        site.turn.readLock().lock();
        try {
          switch (Math.floorMod(kind++, 4)) {
            case 0, 2 -> pause();
            case 1 -> restart(random.nextBoolean());
            default -> delay();
          }
        } finally {
          site.turn.readLock().unlock();
        }
      }
    }
  }

  /** Until then, or until the end, or until somebody wants to promote a standby. */
  private void passed(long millis) throws InterruptedException {
    for (long left = millis; left > 0 && !site.turn.hasQueuedThreads(); left -= SLICE) {
      if (end.await(Math.min(left, SLICE), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  /** Mostly short ones, so that there are many; now and then a long one. */
  private long someLag() {
    return (long) (Math.pow(random.nextDouble(), 3) * lag.toMillis());
  }

  private void pause() throws SQLException, InterruptedException {
    pauses.incrementAndGet();
    site.server(manager).pause();
    passed(someLag());
    site.server(manager).resume();
  }

  private void delay() throws SQLException, InterruptedException {
    delays.incrementAndGet();
    site.server(manager)
        .execute(
            "ALTER SYSTEM SET recovery_min_apply_delay = '" + someLag() + "ms'",
            "SELECT pg_reload_conf()");
    passed(someLag());
    site.server(manager)
        .execute("ALTER SYSTEM RESET recovery_min_apply_delay", "SELECT pg_reload_conf()");
  }

  private void restart(boolean violently) throws IOException, InterruptedException {
    restarts.incrementAndGet();
    if (violently) {
      site.server(manager).kill();
    } else {
      site.server(manager).stop();
    }
    passed(random.nextInt(200));
    site.server(manager).start();
  }
}
