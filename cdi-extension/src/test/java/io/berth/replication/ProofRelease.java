package io.berth.replication;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Route;
import io.berth.model.Scope;
import io.berth.model.View;
import io.berth.router.Arrival;
import io.berth.router.Router;
import io.berth.router.Writes;
import io.berth.store.AuthorityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Watches single sign-ups at one standby: from the moment the row can be seen there to the moment
 * the manager's own view calls it a holder. One thread.
 */
final class ProofRelease {
  private static final long FIRST_ID = 1_000_000_000L;
  private static final AtomicLong IDS = new AtomicLong(FIRST_ID);
  private static final int READS_AFTER = 20;

  /** More than an interval, so that sign-ups do not keep step with the questions. */
  private static final int PAUSE_MILLIS = 150;

  private final Router router = new Router(Writes.HOME, new Scope.All(), Map.of());
  private final ProofSite site;
  private final String manager;
  private final Random random;
  private final CountDownLatch end;

  /** Milliseconds from arrival to release. */
  final Histogram millis = new Histogram(3_600_000, 3);

  final AtomicLong forwardedAfter = new AtomicLong();
  final AtomicLong readsAfter = new AtomicLong();

  /** Samples that a restart or a failover came into. */
  final AtomicLong spoiled = new AtomicLong();

  ProofRelease(ProofSite site, String manager, long seed, CountDownLatch end) {
    this.site = site;
    this.manager = manager;
    this.random = new Random(seed);
    this.end = end;
  }

  String manager() {
    return manager;
  }

  void run() throws InterruptedException {
    while (!end.await(random.nextInt(PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
      site.turn.readLock().lock();
      try (Connection home = site.server("home").connect();
          Connection replica = site.server(manager).connect()) {
        sample(home, replica);
      } catch (SQLException | AuthorityException e) {
        spoiled.incrementAndGet();
      } finally {
        site.turn.readLock().unlock();
      }
    }
  }

  private void sample(Connection home, Connection replica)
      throws SQLException, InterruptedException {
    long id = IDS.incrementAndGet();
    try (PreparedStatement insert = home.prepareStatement("INSERT INTO account VALUES (?, 1)")) {
      insert.setLong(1, id);
      insert.executeUpdate();
    }
    Association account = association(id, site.position());
    if (!awaitRow(replica, id)) {
      return;
    }
    long arrived = System.nanoTime();
    while (!site.view(manager).isHolder(manager, account)) {
      if (isOver()) {
        return;
      }
    }
    millis.recordValue((System.nanoTime() - arrived) / 1_000_000);
    for (int i = 0; i < READS_AFTER; i++) {
      readAgain(account, i);
    }
  }

  private void readAgain(Association account, int turn) {
    View view = site.view(manager);
    if (view.watermark(manager, "home") == null) {
      return; // taken back meanwhile, for a restart
    }
    readsAfter.incrementAndGet();
    Route route =
        router.route(ProofTraffic.verdict(account, view), new Arrival(true, false, turn), view);
    forwardedAfter.addAndGet(route instanceof Route.Local ? 0 : 1);
  }

  private boolean awaitRow(Connection replica, long id) throws SQLException, InterruptedException {
    try (PreparedStatement look = replica.prepareStatement("SELECT 1 FROM account WHERE id = ?")) {
      look.setLong(1, id);
      while (!isThere(look)) {
        if (isOver()) {
          return false;
        }
      }
      return true;
    }
  }

  /** A moment later: the end has come, or somebody wants to promote a standby. */
  private boolean isOver() throws InterruptedException {
    return end.await(1, TimeUnit.MILLISECONDS) || site.turn.hasQueuedThreads();
  }

  private static boolean isThere(PreparedStatement look) throws SQLException {
    try (ResultSet row = look.executeQuery()) {
      return row.next();
    }
  }

  private static Association association(long id, Position position) {
    return new Association(
        ConsumerId.of(Long.toString(id)), "home", List.of(), 1, 1, position, Set.of(), false);
  }
}
