package io.berth.replication;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Scope;
import io.berth.model.View;
import io.berth.router.Arrival;
import io.berth.router.Router;
import io.berth.router.Writes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One reader of one account at one standby, as fast as it goes: verdict, route and the read. Every
 * hundredth time somebody else signs up, so that there are news to prove.
 */
final class ProofLoad implements AutoCloseable {
  private static final String MANAGER = "us";
  private static final long ID = 2_000_000_000L;
  private static final int READS_A_WRITE = 100;
  private static final double NANOS_A_SECOND = 1e9;

  private final Router router = new Router(Writes.HOME, new Scope.All(), Map.of());
  private final ProofSite site;
  private final Connection home;
  private final Connection replica;
  private final PreparedStatement insert;
  private final PreparedStatement look;
  private final Association account;
  private long written = ID;
  private long reads;

  ProofLoad(ProofSite site) throws SQLException {
    this.site = site;
    this.home = site.server("home").connect();
    this.replica = site.server(MANAGER).connect();
    this.insert = home.prepareStatement("INSERT INTO account VALUES (?, 1)");
    this.look = replica.prepareStatement("SELECT version FROM account WHERE id = ?");
    look.setLong(1, ID);
    signUp();
    this.account =
        new Association(
            ConsumerId.of("reader"), "home", List.of(), 1, 1, site.position(), Set.of(), false);
  }

  boolean isReleased() {
    return site.view(MANAGER).isHolder(MANAGER, account);
  }

  /** How many reads in a second. */
  double rate(Duration window) throws SQLException {
    long start = System.nanoTime();
    long before = reads;
    while (System.nanoTime() - start < window.toNanos()) {
      if (reads % READS_A_WRITE == 0) {
        signUp();
      }
      read();
    }
    return (reads - before) * NANOS_A_SECOND / (System.nanoTime() - start);
  }

  private void signUp() throws SQLException {
    insert.setLong(1, written++);
    insert.executeUpdate();
  }

  private void read() throws SQLException {
    View view = site.view(MANAGER);
    router.route(ProofTraffic.verdict(account, view), new Arrival(true, false, reads), view);
    try (ResultSet row = look.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("the account is not there");
      }
    }
    reads++;
  }

  @Override
  public void close() throws SQLException {
    try (home;
        replica) {
      insert.close();
      look.close();
    }
  }
}
