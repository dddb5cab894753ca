package io.berth.sample;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.replication.ConsumerReplicator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries an account with its notes to another manager's store. The account row is written last, so
 * where it is, the schema is whole; plain JDBC, because every other manager does this for every
 * sign-up.
 */
@ApplicationScoped
class WorkspaceReplicator implements ConsumerReplicator {
  @Inject Workspaces workspaces;

  @Override
  public byte[] export(Association association) {
    String email = association.consumer().value();
    return workspaces
        .store()
        .inSchema(
            Accounts.schemaOf(association),
            session -> {
              Account account = session.find(Account.class, email);
              if (account == null) {
                throw new IllegalStateException(
                    association.consumer() + " has no account in its home's store");
              }
              return AccountCopy.of(account, Accounts.notes(session)).toBytes();
            });
  }

  @Override
  public void importConsumer(Association association, byte[] exported) {
    AccountCopy copy = AccountCopy.of(exported);
    try (Connection connection = workspaces.store().connection()) {
      if (!copy.schema().equals(schemaHere(connection, association.consumer()))) {
        workspaces.schemas().copy(connection, copy.schema());
      }
      connection.setAutoCommit(false);
      boolean first = replace(connection, copy);
      connection.commit();
      if (first) {
        noteArrival(connection, copy.email());
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the store could not take " + association.consumer(), e);
    }
    workspaces.store().writeThrough();
  }

  /** The schema goes first, so that nothing is left of it that no row names. */
  @Override
  public void forget(Association tombstone) {
    try (Connection connection = workspaces.store().connection()) {
      String schema = schemaHere(connection, tombstone.consumer());
      if (schema != null) {
        workspaces.schemas().drop(connection, schema);
        delete(connection, tombstone.consumer().value());
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the store could not forget " + tombstone.consumer(), e);
    }
    workspaces.store().writeThrough();
  }

  private static @Nullable String schemaHere(Connection connection, ConsumerId consumer)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select schema_name from account where email = ?")) {
      select.setString(1, consumer.value());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  /**
   * @return whether the store had nothing of the consumer
   */
  private boolean replace(Connection connection, AccountCopy copy) throws SQLException {
    replaceOwner(connection, copy);
    replaceNotes(connection, copy);
    WorkspaceName name = WorkspaceName.of(copy.workspace());
    Optional<Instant> arrived = arrivedBefore(connection, copy.email());
    delete(connection, copy.email());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into account (email, workspace, workspace_key, schema_name, created_at,"
                + " arrived_at) values (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, copy.email());
      insert.setString(2, name.shown());
      insert.setString(3, name.key());
      insert.setString(4, copy.schema());
      insert.setTimestamp(5, Timestamp.from(copy.createdAt()));
      insert.setTimestamp(6, Timestamp.from(arrived.orElseGet(workspaces.clock()::instant)));
      insert.executeUpdate();
    }
    return arrived.isEmpty();
  }

  /** From the commit on it can be read here, and no sooner. */
  private void noteArrival(Connection connection, String email) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update account set arrived_at = ? where email = ?")) {
      update.setTimestamp(1, Timestamp.from(workspaces.clock().instant()));
      update.setString(2, email);
      update.executeUpdate();
    }
  }

  private static void delete(Connection connection, String email) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from account where email = ?")) {
      delete.setString(1, email);
      delete.executeUpdate();
    }
  }

  /** When the consumer first arrived here; empty for a new one. */
  private static Optional<Instant> arrivedBefore(Connection connection, String email)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select arrived_at from account where email = ?")) {
      select.setString(1, email);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getTimestamp(1).toInstant()) : Optional.empty();
      }
    }
  }

  private static void replaceOwner(Connection connection, AccountCopy copy) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update \"" + copy.schema() + "\".owner set email = ?, owned_since = ? where id = 1")) {
      update.setString(1, copy.email());
      update.setTimestamp(2, Timestamp.from(copy.createdAt()));
      update.executeUpdate();
    }
  }

  private static void replaceNotes(Connection connection, AccountCopy copy) throws SQLException {
    String table = "\"" + copy.schema() + "\".note";
    try (Statement delete = connection.createStatement()) {
      delete.executeUpdate("delete from " + table);
    }
    if (copy.notes().isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into " + table + " (id, body, written_at) values (?, ?, ?)")) {
      for (AccountCopy.NoteCopy note : copy.notes()) {
        insert.setObject(1, note.id());
        insert.setString(2, note.body());
        insert.setTimestamp(3, Timestamp.from(note.writtenAt()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
