package io.berth.store;

import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Claiming and binding with one statement and a commit each, for H2, where a change may stand in
 * the place of a table. What does not fit into one goes step by step: bundles, what is held, and a
 * consumer who was there before.
 */
final class ClaimFolded {
  private final Database database;
  private final ClaimByStep stepByStep;
  private final Refusal refusal;

  ClaimFolded(Database database, ClaimByStep stepByStep) {
    this.database = database;
    this.stepByStep = stepByStep;
    this.refusal = new Refusal(database);
  }

  Claim claim(Ask ask) {
    return ask.kinds().size() > 1 || !ask.hold().isEmpty()
        ? stepByStep.claim(ask)
        : refusal.orClaim(
            ask, () -> database.alone(connection -> claim(connection, ask)), () -> {});
  }

  private static Optional<Association> claim(Connection connection, Ask ask) throws SQLException {
    Kind kind = ask.kinds().get(0);
    try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      statement.setString(1, ask.consumer().value());
      statement.setString(2, ask.consumer().value());
      statement.setString(3, ask.home());
      statement.setString(4, ask.state());
      statement.setDouble(5, Work.seconds(ask.lease()));
      for (int parameter = 6; parameter < 12; parameter += 3) {
        statement.setString(parameter, ask.home());
        statement.setString(parameter + 1, kind.type());
        statement.setString(parameter + 2, kind.variant());
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(read(ask, kind, row)) : Optional.empty();
      }
    } catch (SQLException e) {
      if (!ClaimByStep.UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(); // H2 keeps what a query had changed before it failed
      return Optional.empty();
    }
  }

  private static Association read(Ask ask, Kind kind, ResultSet row) throws SQLException {
    Resource resource =
        new Resource(
            kind.type(),
            row.getString(2),
            ask.home(),
            row.getString(3),
            row.getInt(4),
            Availability.CLAIMED);
    return new Association(
        ask.consumer(),
        ask.home(),
        List.of(resource),
        1,
        row.getLong(1),
        Position.UNKNOWN,
        Set.of(),
        false);
  }

  /**
   * Picks a free resource, locked and past what others have locked, and only where one was found
   * inserts the association, whose number and deadline the resource takes over.
   */
  private static final String CLAIM =
      "SELECT r.epoch, r.name, r.location, r.capacity FROM FINAL TABLE (UPDATE berth_resource"
          + " SET availability = 'CLAIMED', owner = ?, (epoch, deadline) ="
          + " (SELECT a.epoch, a.deadline FROM FINAL TABLE (INSERT INTO berth_association"
          + " (consumer, home, version, state, deadline) VALUES (?, ?, 1, ?, "
          + Work.deadline("?")
          + ")) a) WHERE availability = 'FREE' AND id = (SELECT id FROM berth_resource"
          + " WHERE manager = ? AND type = ? AND variant = ? AND availability = 'FREE'"
          + StockTable.fresh("?", "?", "?")
          + " FETCH FIRST 1 ROW ONLY FOR UPDATE SKIP LOCKED)) r";

  boolean bind(Association claimed, Optional<Parcel> parcel) {
    return claimed.version() > 1
        ? stepByStep.bind(claimed, parcel)
        : database.alone(connection -> bind(connection, claimed, parcel));
  }

  private static boolean bind(Connection connection, Association claimed, Optional<Parcel> parcel)
      throws SQLException {
    String consumer = claimed.consumer().value();
    String sql = BIND + (parcel.isPresent() ? POST : "");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, consumer);
      statement.setLong(2, claimed.epoch());
      statement.setString(3, consumer);
      statement.setLong(4, claimed.epoch());
      if (parcel.isPresent()) {
        statement.setString(5, consumer);
        statement.setBytes(6, parcel.get().payload());
        statement.setString(7, consumer);
        statement.setDouble(8, Work.seconds(parcel.get().delay()));
        statement.setString(9, claimed.home());
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        boolean registered = row.getBoolean(1);
        if (row.wasNull() || row.getInt(2) != claimed.resources().size()) {
          throw FencedException.beforeBinding(claimed);
        }
        return registered;
      }
    }
  }

  /** Whoever is told that something is missing rolls it all back. */
  private static final String BIND =
      "SELECT (SELECT registered_at IS NOT NULL FROM FINAL TABLE (UPDATE berth_association"
          + " SET state = 'BOUND', deadline = NULL, changed_at = CURRENT_TIMESTAMP,"
          + " registered_at = CASE WHEN EXISTS"
          + " (SELECT 1 FROM berth_manager m WHERE m.name <> home)"
          + " THEN NULL ELSE CURRENT_TIMESTAMP END"
          + " WHERE consumer = ? AND epoch = ? AND state = 'CLAIMED')),"
          + " (SELECT count(*) FROM FINAL TABLE (UPDATE berth_resource"
          + " SET availability = 'BOUND', deadline = NULL"
          + " WHERE owner = ? AND epoch = ? AND availability = 'CLAIMED'))";

  private static final String POST =
      ", (SELECT count(*) FROM FINAL TABLE (INSERT INTO berth_export (consumer, version, payload)"
          + " VALUES (?, 1, ?))),"
          + " (SELECT count(*) FROM FINAL TABLE (INSERT INTO berth_outbox"
          + " (consumer, version, target, not_before) SELECT CAST(? AS VARCHAR), 1, m.name, "
          + Work.deadline("?")
          + " FROM berth_manager m WHERE m.name <> ?))";
}
