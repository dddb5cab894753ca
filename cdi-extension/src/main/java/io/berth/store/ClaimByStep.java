package io.berth.store;

import io.berth.model.Association;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Claiming and binding statement by statement, in one transaction each: for what is rare, and for
 * bindings that stand in a transaction with other rows.
 */
final class ClaimByStep {
  static final String UNIQUE_VIOLATION = "23505"; // SQLSTATE
  private final Database database;

  ClaimByStep(Database database) {
    this.database = database;
  }

  Claim claim(Ask ask) {
    try {
      return database.inTransaction(work -> claim(work, ask));
    } catch (OutOfStockException e) {
      return e.claim();
    }
  }

  private static Claim claim(Work work, Ask ask) {
    return work.session()
        .doReturningWork(connection -> insert(connection, ask))
        .map(row -> take(work, ask, row))
        .orElseGet(Claim.Taken::new);
  }

  /**
   * The primary key decides who registers a consumer. By plain JDBC, because Hibernate logs the
   * loser of that race as an error, which it is not.
   */
  private static Optional<Object[]> insert(Connection connection, Ask ask) throws SQLException {
    String insert =
        "SELECT epoch, version FROM FINAL TABLE (INSERT INTO berth_association"
            + " (consumer, home, version, state, deadline) VALUES (?, ?, 1, ?, "
            + Work.deadline("?")
            + "))";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, ask.consumer().value());
      statement.setString(2, ask.home());
      statement.setString(3, ask.state());
      statement.setDouble(4, Work.seconds(ask.lease()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return Optional.of(new Object[] {row.getLong(1), row.getLong(2)});
      }
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static Claim take(Work work, Ask ask, Object[] row) {
    long epoch = ((Number) row[0]).longValue();
    long version = ((Number) row[1]).longValue();
    List<Resource> resources = new ArrayList<>();
    for (Kind kind : ask.kinds()) {
      resources.add(
          ask.hold().isEmpty() ? take(work, ask, kind, epoch) : use(work, ask, kind, epoch));
    }
    return new Claim.Granted(
        new Association(
            ask.consumer(),
            ask.home(),
            resources,
            version,
            epoch,
            Position.UNKNOWN,
            Set.of(),
            false));
  }

  /** One statement finds, locks, checks and marks; rows that others hold are not waited for. */
  private static Resource take(Work work, Ask ask, Kind kind, long epoch) {
    return work
        .changeStock(
            "UPDATE berth_resource SET availability = 'CLAIMED', owner = ?1, epoch = ?2,"
                + " deadline = "
                + Work.deadline(3)
                + " WHERE availability = 'FREE' AND id = (SELECT id FROM berth_resource"
                + " WHERE manager = ?4 AND type = ?5 AND variant = ?6 AND availability = 'FREE'"
                + StockTable.fresh("?4", "?5", "?6")
                + work.product().firstOfStock()
                + ")",
            ask.consumer().value(),
            epoch,
            Work.seconds(ask.lease()),
            ask.home(),
            kind.type(),
            kind.variant())
        .stream()
        .findFirst()
        .orElseThrow(() -> new OutOfStockException(kind.type()))
        .resource();
  }

  /** The same for what was held when the form was shown, unless it has lapsed or is stale. */
  private static Resource use(Work work, Ask ask, Kind kind, long epoch) {
    return work
        .changeStock(
            "UPDATE berth_resource SET owner = ?1, epoch = ?2, hold = NULL, deadline = "
                + Work.deadline(3)
                + " WHERE hold = ?4 AND manager = ?5 AND type = ?6 AND variant = ?7"
                + " AND NOT personal AND deadline > CURRENT_TIMESTAMP"
                + StockTable.fresh("?5", "?6", "?7"),
            ask.consumer().value(),
            epoch,
            Work.seconds(ask.lease()),
            ask.hold(),
            ask.home(),
            kind.type(),
            kind.variant())
        .stream()
        .findFirst()
        .orElseThrow(() -> new OutOfStockException(kind.type()))
        .resource();
  }

  boolean bind(Association claimed, Optional<Parcel> parcel) {
    return database.inTransaction(work -> bind(work, claimed, parcel));
  }

  static boolean bind(Work work, Association claimed, Optional<Parcel> parcel) {
    String consumer = claimed.consumer().value();
    List<Object[]> bound =
        work.changing(
            "consumer, CASE WHEN registered_at IS NULL THEN 0 ELSE 1 END",
            "UPDATE berth_association SET state = 'BOUND', deadline = NULL,"
                + " changed_at = CURRENT_TIMESTAMP, registered_at = CASE WHEN EXISTS"
                + " (SELECT 1 FROM berth_manager m WHERE m.name <> home)"
                + " THEN NULL ELSE CURRENT_TIMESTAMP END"
                + " WHERE consumer = ?1 AND epoch = ?2 AND state = 'CLAIMED'",
            consumer,
            claimed.epoch());
    int given =
        work.change(
            "UPDATE berth_resource SET availability = 'BOUND', deadline = NULL"
                + " WHERE owner = ?1 AND epoch = ?2 AND availability = 'CLAIMED'",
            consumer,
            claimed.epoch());
    if (bound.isEmpty() || given != claimed.resources().size()) {
      throw FencedException.beforeBinding(claimed);
    }
    parcel.ifPresent(each -> post(work, claimed, each));
    return ((Number) bound.get(0)[1]).intValue() == 1;
  }

  private static int post(Work work, Association bound, Parcel parcel) {
    return bound.version() == 1
        ? Parcel.post(work, bound, parcel)
        : Parcel.replace(work, bound, parcel);
  }
}
