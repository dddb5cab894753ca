package io.berth.sample.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Looks at the authority's stock, to begin when the pools are full. */
final class Stock {
  private static final Duration LONGEST_FILL = Duration.ofMinutes(10);

  private Stock() {}

  /** Waits until {@code wanted} workspaces are ready; nothing is waited for when a node is lost. */
  static void awaitFilled(Cluster cluster, int wanted, Progress progress)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST_FILL.toNanos();
    try (Connection connection = DriverManager.getConnection(cluster.authorityUrl(), "sa", "");
        Statement statement = connection.createStatement()) {
      int ready = 0;
      while (ready < wanted && cluster.lost().isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "only " + ready + " of " + wanted + " workspaces were made in time");
        }
        Pause.millis(100);
        ready = ready(statement);
        progress.show(
            Math.min(1.0, (double) ready / wanted), ready + " of " + wanted + " workspaces ready");
      }
      progress.end();
    }
  }

  private static int ready(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("select count(*) from berth_resource where availability = 'FREE'")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
