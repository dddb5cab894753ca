package io.berth.store;

import io.berth.model.ConsumerId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Requests that must take effect once: each key belongs to the first body that came with it. */
public final class RequestTable {
  private final Database database;

  public RequestTable(Database database) {
    this.database = database;
  }

  /**
   * Notes a request under its key, or recognises it.
   *
   * @param key 1 to 128 characters
   * @param fingerprint of the request's body, at most 64 characters
   * @return whether the key is new or came with the same consumer and body before
   */
  public boolean admit(String key, ConsumerId consumer, String fingerprint) {
    return database.alone(
        connection ->
            insert(connection, key, consumer, fingerprint)
                || isSame(connection, key, consumer, fingerprint));
  }

  /** By plain JDBC, because Hibernate logs the loser of a race as an error, which it is not. */
  private boolean insert(Connection connection, String key, ConsumerId consumer, String fingerprint)
      throws SQLException {
    String sql =
        database
            .product()
            .unlessThere(
                "INSERT INTO berth_request (request, consumer, fingerprint) VALUES (?, ?, ?)");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      fill(statement, key, consumer, fingerprint);
      return statement.executeUpdate() == 1;
    } catch (SQLException e) {
      if (ClaimByStep.UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isSame(
      Connection connection, String key, ConsumerId consumer, String fingerprint)
      throws SQLException {
    String sql =
        "SELECT 1 FROM berth_request WHERE request = ? AND consumer = ? AND fingerprint = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      fill(statement, key, consumer, fingerprint);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void fill(
      PreparedStatement statement, String key, ConsumerId consumer, String fingerprint)
      throws SQLException {
    statement.setString(1, key);
    statement.setString(2, consumer.value());
    statement.setString(3, fingerprint);
  }

  /** Forgets keys that were first seen longer ago than this; how many. */
  public int forget(Duration age) {
    return database.inTransaction(
        work ->
            work.change(
                "DELETE FROM berth_request WHERE seen_at <" + Work.ago(1), Work.seconds(age)));
  }
}
