package io.berth.sample;

import com.zaxxer.hikari.HikariDataSource;
import io.berth.model.ConsumerId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Who has which workspace name, in the one database that all managers share: a store alone cannot
 * know what the others have given away. A name is reserved before the sign-up claims a resource, so
 * a taken one costs none.
 */
final class ReservedNames implements AutoCloseable {
  /** A sign-up that has not ended by then has crashed; its consumer may choose another name. */
  static final Duration LONGEST_SIGN_UP = Duration.ofMinutes(1);

  /** All managers' nodes make it at once when they start together. */
  private static final String TABLE =
      """
      create table if not exists workspace_name (
        consumer      varchar(128) not null primary key,
        workspace_key varchar(128) not null unique,
        reserved_at   timestamp(6) with time zone not null
      )""";

  private final HikariDataSource connections;
  private final Clock clock;

  private ReservedNames(HikariDataSource connections, Clock clock) {
    this.connections = connections;
    this.clock = clock;
  }

  static ReservedNames open(String url, Clock clock) {
    ReservedNames names = new ReservedNames(Store.pool("workspace-names", url), clock);
    names.createTable();
    return names;
  }

  private void createTable() {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    } catch (SQLException e) {
      connections.close();
      throw new IllegalStateException("cannot make the table of workspace names", e);
    }
  }

  /**
   * Reserves {@code name} for {@code consumer}; the same pair again changes nothing.
   *
   * @param isAssociated asked only when the consumer has reserved another name before
   * @throws NameTakenException when somebody else has the name, or the consumer another one
   */
  void reserve(ConsumerId consumer, WorkspaceName name, BooleanSupplier isAssociated) {
    try (Connection connection = connections.getConnection()) {
      if (!insert(connection, consumer, name)) {
        settle(connection, consumer, name, isAssociated.getAsBoolean());
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database of workspace names failed", e);
    }
  }

  private void settle(
      Connection connection, ConsumerId consumer, WorkspaceName name, boolean isAssociated)
      throws SQLException {
    Optional<String> own = nameOf(connection, consumer);
    if (own.isEmpty()) {
      throw new NameTakenException("The workspace name is taken.");
    }
    boolean same = own.get().equals(name.key());
    if (!same && (isAssociated || !exchange(connection, consumer, name))) {
      throw new NameTakenException("This e-mail address has a workspace of another name.");
    }
  }

  private boolean insert(Connection connection, ConsumerId consumer, WorkspaceName name)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into workspace_name (consumer, workspace_key, reserved_at) values (?, ?, ?)")) {
      insert.setString(1, consumer.value());
      insert.setString(2, name.key());
      insert.setTimestamp(3, Timestamp.from(clock.instant()));
      insert.executeUpdate();
      return true;
    } catch (SQLException e) {
      if (isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  private static Optional<String> nameOf(Connection connection, ConsumerId consumer)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select workspace_key from workspace_name where consumer = ?")) {
      select.setString(1, consumer.value());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  /** Takes another name in the place of one whose sign-up never ended. */
  private boolean exchange(Connection connection, ConsumerId consumer, WorkspaceName name)
      throws SQLException {
    Instant now = clock.instant();
    try (PreparedStatement update =
        connection.prepareStatement(
            "update workspace_name set workspace_key = ?, reserved_at = ?"
                + " where consumer = ? and reserved_at < ?")) {
      update.setString(1, name.key());
      update.setTimestamp(2, Timestamp.from(now));
      update.setString(3, consumer.value());
      update.setTimestamp(4, Timestamp.from(now.minus(LONGEST_SIGN_UP)));
      return update.executeUpdate() == 1;
    } catch (SQLException e) {
      if (isDuplicate(e)) {
        throw new NameTakenException("The workspace name is taken.");
      }
      throw e;
    }
  }

  /** Gives the consumer's name back; others may take it. */
  void free(ConsumerId consumer) {
    try (Connection connection = connections.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("delete from workspace_name where consumer = ?")) {
      delete.setString(1, consumer.value());
      delete.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the database of workspace names failed", e);
    }
  }

  private static boolean isDuplicate(SQLException e) {
    return "23505".equals(e.getSQLState());
  }

  @Override
  public void close() {
    connections.close();
  }
}
