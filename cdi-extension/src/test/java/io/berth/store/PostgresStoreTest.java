package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.berth.model.Association;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends StoreContract {
  @Override
  Authority open() {
    return Authority.postgres();
  }

  @Test
  void whoBindsTooLateWaitsForWhoTakesOverAndNotInACircle() throws Exception {
    Association late = claimedAndLapsed();
    CompletableFuture<Boolean> binding =
        whileTakenOver(late, () -> claims.bind(late, parcel("late")));
    assertThatThrownBy(binding::join).hasCauseInstanceOf(FencedException.class);
  }

  @Test
  void whoGivesBackTooLateWaitsForWhoTakesOverAndNotInACircle() throws Exception {
    Association late = claimedAndLapsed();
    CompletableFuture<Boolean> givingBack =
        whileTakenOver(
            late,
            () -> {
              claims.abandon(late);
              return true;
            });
    assertThat(givingBack.join()).isTrue();
  }

  private Association claimedAndLapsed() {
    fill(A, "workspace", 2);
    Association claimed = granted(claims.claim(ask(ANN, "workspace")));
    authority.letDeadlinesPass();
    return claimed;
  }

  /** Another node's take-over by hand, with {@code meanwhile} between its two steps. */
  private CompletableFuture<Boolean> whileTakenOver(Association late, Supplier<Boolean> meanwhile)
      throws SQLException {
    try (HikariDataSource pool = Authority.pool(authority.settings(), 1);
        Connection other = pool.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("DELETE FROM berth_association WHERE consumer = '" + ANN.value() + "'");
      CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(meanwhile);
      while (!somebodyWaits(statement)) {
        Thread.onSpinWait();
      }
      statement.execute(
          "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL, epoch = DEFAULT"
              + " WHERE owner = '"
              + ANN.value()
              + "' AND epoch = "
              + late.epoch());
      other.commit();
      return waiting;
    }
  }

  private static boolean somebodyWaits(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")) {
      rows.next();
      return rows.getLong(1) > 0;
    }
  }
}
