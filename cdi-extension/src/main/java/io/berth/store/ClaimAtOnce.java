package io.berth.store;

import io.berth.model.Association;
import io.berth.model.Availability;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Claiming and binding in one statement each, for PostgreSQL: every sign-up does both, and a round
 * trip is what they cost. The statement is the transaction, so it is whole or not at all.
 */
final class ClaimAtOnce {
  private final Database database;
  private final Refusal refusal;
  private final LastFound lastFound = new LastFound();

  ClaimAtOnce(Database database) {
    this.database = database;
    this.refusal = new Refusal(database);
  }

  Claim claim(Ask ask) {
    return refusal.orClaim(
        ask,
        () -> database.alone(connection -> claim(connection, ask)),
        () -> lastFound.forget(ask));
  }

  private Optional<Association> claim(Connection connection, Ask ask) throws SQLException {
    boolean held = !ask.hold().isEmpty();
    String sql = claimSql(ask.kinds().size(), held ? HELD : READY);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (Kind kind : ask.kinds()) {
        if (held) {
          statement.setString(parameter++, ask.hold());
        }
        parameter = pool(statement, parameter, ask, kind);
        LastFound.Place place = held ? LastFound.BEGINNING : lastFound.of(ask.home(), kind);
        statement.setLong(parameter++, place.generation());
        parameter = pool(statement, parameter, ask, kind);
        statement.setLong(parameter++, place.id());
      }
      statement.setString(parameter++, ask.consumer().value());
      statement.setString(parameter++, ask.home());
      statement.setString(parameter++, ask.state());
      statement.setDouble(parameter++, Work.seconds(ask.lease()));
      try (ResultSet rows = statement.executeQuery()) {
        return read(ask, rows);
      }
    }
  }

  private static int pool(PreparedStatement statement, int parameter, Ask ask, Kind kind)
      throws SQLException {
    statement.setString(parameter, ask.home());
    statement.setString(parameter + 1, kind.type());
    statement.setString(parameter + 2, kind.variant());
    return parameter + 3;
  }

  /**
   * Nothing stale, and nothing before the given place. One comparison, so one step in the index.
   */
  private static final String POOL =
      " manager = ? AND type = ? AND variant = ?"
          + " AND (generation, id) > (GREATEST(?, (SELECT p.generation FROM berth_pool p"
          + " WHERE p.manager = ? AND p.type = ? AND p.variant = ?)), ?)";

  private static final String READY = "availability = 'FREE' AND" + POOL;
  private static final String HELD =
      "hold = ? AND NOT personal AND deadline > CURRENT_TIMESTAMP AND" + POOL;

  /**
   * Picks a free resource of each type, locked and past what others have locked; only where all
   * were found, inserts the association; only where that was new, marks them with its epoch.
   */
  private static String claimSql(int types, String candidates) {
    String picks =
        IntStream.range(0, types)
            .mapToObj(
                i ->
                    "p"
                        + i
                        + " AS MATERIALIZED (SELECT id FROM berth_resource WHERE "
                        + candidates
                        + Product.POSTGRESQL.firstOfStock()
                        + "), ")
            .collect(Collectors.joining());
    String all = IntStream.range(0, types).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
    String each =
        IntStream.range(0, types)
            .mapToObj(i -> "SELECT id FROM p" + i)
            .collect(Collectors.joining(" UNION ALL "));
    return "WITH "
        + picks
        + "a AS (INSERT INTO berth_association (consumer, home, version, state, deadline)"
        + " SELECT ?, ?, 1, ?, "
        + Work.deadline("?")
        + " FROM "
        + all
        + " ON CONFLICT DO NOTHING RETURNING consumer, epoch, deadline)"
        + " UPDATE berth_resource r SET availability = 'CLAIMED', hold = NULL, owner = a.consumer,"
        + " epoch = a.epoch, deadline = a.deadline FROM a, ("
        + each
        + ") p WHERE r.id = p.id RETURNING r.epoch, r.type, r.name, r.location, r.capacity,"
        + " r.generation, r.id";
  }

  private Optional<Association> read(Ask ask, ResultSet rows) throws SQLException {
    List<Resource> resources = new ArrayList<>();
    long epoch = 0;
    while (rows.next()) {
      epoch = rows.getLong(1);
      resources.add(
          new Resource(
              rows.getString(2),
              rows.getString(3),
              ask.home(),
              rows.getString(4),
              rows.getInt(5),
              Availability.CLAIMED));
      lastFound.found(ask, rows.getString(2), rows.getLong(6), rows.getLong(7));
    }
    if (resources.isEmpty()) {
      return Optional.empty();
    }
    resources.sort(
        (one, other) ->
            Integer.compare(ask.types().indexOf(one.type()), ask.types().indexOf(other.type())));
    return Optional.of(
        new Association(
            ask.consumer(), ask.home(), resources, 1, epoch, Position.UNKNOWN, Set.of(), false));
  }

  boolean bind(Association claimed, Optional<Parcel> parcel) {
    return database
        .alone(connection -> bind(connection, claimed, parcel))
        .orElseThrow(() -> FencedException.beforeBinding(claimed));
  }

  private static Optional<Boolean> bind(
      Connection connection, Association claimed, Optional<Parcel> parcel) throws SQLException {
    String sql = BIND + (parcel.isPresent() ? POST : "") + BOUND;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, claimed.consumer().value());
      statement.setLong(2, claimed.epoch());
      statement.setLong(3, claimed.epoch());
      statement.setInt(4, claimed.resources().size());
      if (parcel.isPresent()) {
        statement.setBytes(5, parcel.get().payload());
        statement.setDouble(6, Work.seconds(parcel.get().delay()));
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBoolean(1)) : Optional.empty();
      }
    }
  }

  /**
   * The consumer is locked first, as by everybody who changes both. The resources are locked before
   * they are counted: the sweeper cannot come in between.
   */
  private static final String BIND =
      "WITH mine AS MATERIALIZED (SELECT consumer FROM berth_association WHERE consumer = ?"
          + " AND epoch = ? AND state = 'CLAIMED' FOR UPDATE),"
          + " held AS MATERIALIZED (SELECT id FROM berth_resource"
          + " WHERE owner = (SELECT consumer FROM mine) AND epoch = ?"
          + " AND availability = 'CLAIMED' FOR UPDATE),"
          + " b AS (UPDATE berth_association SET state = 'BOUND', deadline = NULL,"
          + " changed_at = CURRENT_TIMESTAMP, registered_at = CASE WHEN EXISTS"
          + " (SELECT 1 FROM berth_manager m WHERE m.name <> home)"
          + " THEN NULL ELSE CURRENT_TIMESTAMP END"
          + " WHERE consumer = (SELECT consumer FROM mine) AND state = 'CLAIMED'"
          + " AND (SELECT count(*) FROM held) = ?"
          + " RETURNING consumer, version, home, registered_at),"
          + " r AS (UPDATE berth_resource SET availability = 'BOUND', deadline = NULL FROM b"
          + " WHERE id IN (SELECT id FROM held))";

  private static final String POST =
      ", e AS (INSERT INTO berth_export (consumer, version, payload)"
          + " SELECT consumer, version, ? FROM b ON CONFLICT (consumer) DO UPDATE"
          + " SET version = EXCLUDED.version, payload = EXCLUDED.payload),"
          + " o AS (INSERT INTO berth_outbox (consumer, version, target, not_before)"
          + " SELECT b.consumer, b.version, m.name, "
          + Work.deadline("?")
          + " FROM b JOIN berth_manager m ON m.name <> b.home"
          + " ON CONFLICT (consumer, target) DO UPDATE SET version = EXCLUDED.version,"
          + " not_before = EXCLUDED.not_before, attempts = 0)";

  private static final String BOUND = " SELECT registered_at IS NOT NULL FROM b";
}
