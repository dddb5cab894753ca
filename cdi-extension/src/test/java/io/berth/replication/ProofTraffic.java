package io.berth.replication;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Route;
import io.berth.model.Scope;
import io.berth.model.Verdict;
import io.berth.model.View;
import io.berth.router.Arrival;
import io.berth.router.Router;
import io.berth.router.Writes;
import io.berth.store.AuthorityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * People who sign up, write and at once read their own account somewhere: where the router says,
 * and for comparison where they happen to be. Used by one thread.
 */
final class ProofTraffic implements AutoCloseable {
  /** Whether an account is there, and as new as its token says. */
  static final class Counts {
    final AtomicLong reads = new AtomicLong();
    final AtomicLong notFound = new AtomicLong();
    final AtomicLong stale = new AtomicLong();

    void count(long found, long needed) {
      reads.incrementAndGet();
      if (found == 0) {
        notFound.incrementAndGet();
      } else if (found < needed) {
        stale.incrementAndGet();
      }
    }

    @Override
    public String toString() {
      return reads + " reads, " + notFound + " not found, " + stale + " stale";
    }
  }

  /** What all of them did together. */
  static final class Total {
    final Counts berth = new Counts();
    final Counts control = new Counts();
    final AtomicLong writes = new AtomicLong();
    final AtomicLong forwarded = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
  }

  private static final AtomicLong IDS = new AtomicLong();
  private static final Scope ALL = new Scope.All();
  private static final int REMEMBERED = 200;
  private static final int READS = 20;
  private final Router router = new Router(Writes.HOME, ALL, Map.of());
  private final ProofSite site;
  private final Total total;
  private final Random random;
  private final List<Association> known = new ArrayList<>();
  private final Map<String, Connection> connections = new HashMap<>();
  private int generation;
  private long turns;

  ProofTraffic(ProofSite site, Total total, long seed) {
    this.site = site;
    this.total = total;
    this.random = new Random(seed);
  }

  /** One sign-up or one write, and the reads that follow it. */
  void visit() {
    site.turn.readLock().lock();
    try {
      renew();
      Association newest = known.isEmpty() || random.nextBoolean() ? signUp() : write(any());
      for (int i = 0; i < READS; i++) {
        String where = ProofSite.MANAGERS.get(random.nextInt(ProofSite.MANAGERS.size()));
        read(i % 2 == 0 ? newest : any(), where);
      }
    } catch (SQLException | AuthorityException e) {
      total.failed.incrementAndGet();
      hangUp();
    } finally {
      site.turn.readLock().unlock();
    }
  }

  private Association any() {
    return known.get(random.nextInt(known.size()));
  }

  private Association signUp() throws SQLException {
    long id = IDS.incrementAndGet();
    change("INSERT INTO account (version, id) VALUES (?, ?)", id, 1);
    Association association = association(id, 1, site.position());
    if (known.size() == REMEMBERED) {
      known.remove(0);
    }
    known.add(association);
    return association;
  }

  private Association write(Association before) throws SQLException {
    long id = Long.parseLong(before.consumer().value());
    long version = before.version() + 1;
    change("UPDATE account SET version = ? WHERE id = ?", id, version);
    Association association = association(id, version, site.position());
    known.set(known.indexOf(before), association);
    return association;
  }

  private void change(String sql, long id, long version) throws SQLException {
    try (PreparedStatement statement = connection("home").prepareStatement(sql)) {
      statement.setLong(1, version);
      statement.setLong(2, id);
      statement.executeUpdate();
    }
    total.writes.incrementAndGet();
  }

  private static Association association(long id, long version, Position position) {
    return new Association(
        ConsumerId.of(Long.toString(id)), "home", List.of(), version, 1, position, Set.of(), false);
  }

  /** A server that is being restarted answers nobody: no wrong answer, and none at all. */
  private void read(Association account, String where) {
    try {
      total.control.count(found(account, where), account.version());
    } catch (SQLException e) {
      total.failed.incrementAndGet();
      hangUp(where);
    }
    String target = target(account, where);
    if (target.isEmpty()) {
      total.unavailable.incrementAndGet();
      return;
    }
    total.forwarded.addAndGet(target.equals(where) ? 0 : 1);
    try {
      total.berth.count(found(account, target), account.version());
    } catch (SQLException e) {
      total.failed.incrementAndGet();
      hangUp(target);
    }
  }

  /** Who answers, after one hop at most; empty when nobody does. */
  private String target(Association account, String where) {
    View here = site.view(where);
    Route route = router.route(verdict(account, here), new Arrival(true, false, turns++), here);
    if (route instanceof Route.Forward forward) {
      String there = forward.node().manager();
      View theirs = site.view(there);
      Route last = router.route(verdict(account, theirs), new Arrival(true, true, turns++), theirs);
      return last instanceof Route.Local ? there : "home"; // 421 says where to ask
    }
    return route instanceof Route.Local ? where : "";
  }

  static Verdict verdict(Association account, View view) {
    return view.isProvenEverywhere(account, ALL)
        ? new Verdict.Registered(account)
        : new Verdict.Registering(account, view.holders(account));
  }

  /** The account's version; 0 when there is none. */
  private long found(Association account, String manager) throws SQLException {
    try (PreparedStatement statement =
        connection(manager).prepareStatement("SELECT version FROM account WHERE id = ?")) {
      statement.setLong(1, Long.parseLong(account.consumer().value()));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private Connection connection(String manager) throws SQLException {
    Connection open = connections.get(manager);
    if (open == null) {
      open = site.server(manager).connect();
      connections.put(manager, open);
    }
    return open;
  }

  private void renew() {
    if (generation != site.generation()) {
      generation = site.generation();
      hangUp();
    }
  }

  private void hangUp() {
    Set.copyOf(connections.keySet()).forEach(this::hangUp);
  }

  private void hangUp(String manager) {
    Connection gone = connections.remove(manager);
    if (gone != null) {
      try {
        gone.close();
      } catch (SQLException e) {
        total.failed.incrementAndGet();
      }
    }
  }

  /**
   * After a failover: what lies behind the end of the old history may be lost. What the new primary
   * has of it is a new version, as {@link AfterFailover} makes it; everything else must still be
   * found.
   */
  void afterFailover(Position promoted) throws SQLException {
    renew();
    for (Association each : List.copyOf(known)) {
      if (!promoted.hasPassed(each.position())) {
        total.lost.incrementAndGet();
        long found = found(each, "home");
        known.remove(each);
        if (found > 0) {
          long id = Long.parseLong(each.consumer().value());
          known.add(association(id, found, site.position()));
        }
      }
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
