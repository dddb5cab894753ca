package io.berth.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks a PostgreSQL server how far its log has come, with the rights of {@code
 * server-config/postgresql/probe.sql} and no others. Thread-safe; every question ends in bounded
 * time.
 */
public final class PostgresLog implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final long WAIT_MILLIS = 2_000;

  /** Short, so that a server that is back is noticed soon. */
  private static final long READ_WAIT_MILLIS = 250;

  private static final String ANSWER_SECONDS = "2";

  /** One round trip, however many homes and consumers there are. */
  private static final String READ =
      "SELECT l.system, l.run::text, l.writes, l.place - '0/0'::pg_lsn, l.timeline, l.floor,"
          + " l.history, w.home, t.place - '0/0'::pg_lsn, t.complete,"
          + " o.system, o.timeline, o.history, current_setting('wal_block_size')::int"
          + " FROM berth_probe.log() l"
          + " LEFT JOIN unnest(?::text[], ?::text[]) AS w(home, subscription) ON true"
          + " LEFT JOIN berth_probe.subscriptions() t ON t.name = w.subscription"
          + " LEFT JOIN berth_probe.origin o ON o.manager = w.home";

  /**
   * After a commit that does not wait for the disk, what is written ends before the commit itself;
   * what is inserted never does.
   */
  private static final String END =
      "SELECT system_identifier, place - '0/0'::pg_lsn, pg_walfile_name(place),"
          + " current_setting('wal_block_size')::int FROM pg_control_system(),"
          + " (SELECT pg_current_wal_insert_lsn() AS place WHERE NOT pg_is_in_recovery()) AS log";

  private static final Pattern HISTORY =
      Pattern.compile("^\\s*(\\d+)\\s+([0-9A-Fa-f]+)/([0-9A-Fa-f]+)", Pattern.MULTILINE);

  private final DataSource ends;
  private final DataSource readings;
  private final List<HikariDataSource> pools;

  private PostgresLog(DataSource ends, DataSource readings, List<HikariDataSource> pools) {
    this.ends = ends;
    this.readings = readings;
    this.pools = pools;
  }

  /** Does not connect yet: a store that is down now may come later. */
  public static PostgresLog open(LogSettings settings) {
    if (!settings.dataSource().isEmpty()) {
      DataSource given = Database.lookUp(settings.dataSource());
      return new PostgresLog(given, given, List.of());
    }
    HikariDataSource ends = pool(settings, "berth-probe-end", CONNECTIONS, WAIT_MILLIS);
    HikariDataSource readings = pool(settings, "berth-probe", 1, READ_WAIT_MILLIS);
    return new PostgresLog(ends, readings, List.of(ends, readings));
  }

  private static HikariDataSource pool(
      LogSettings settings, String name, int connections, long waitMillis) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(waitMillis);
    config.setValidationTimeout(READ_WAIT_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("connectTimeout", ANSWER_SECONDS);
    config.addDataSourceProperty("socketTimeout", ANSWER_SECONDS);
    return new HikariDataSource(config);
  }

  /**
   * The end of the log, for what has just been committed; empty at a standby, where nothing is.
   *
   * @throws AuthorityException when the server does not answer
   */
  public Optional<LogReading> end() {
    return ask(
        ends,
        END,
        statement -> {
          try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(end(row)) : Optional.empty();
          }
        });
  }

  private static LogReading end(ResultSet row) throws SQLException {
    long timeline = Long.parseLong(row.getString(3).substring(0, 8), 16);
    long place = endOfRecord(row.getLong(2), row.getInt(4));
    return new LogReading(row.getLong(1), "", true, place, timeline, timeline, Map.of(), Map.of());
  }

  /**
   * What the server says of its log, and of what its subscriptions have brought.
   *
   * @param subscriptions home to the subscription that brings its data
   * @throws AuthorityException when the server does not answer, or lacks the functions
   */
  public LogReading read(Map<String, String> subscriptions) {
    return ask(
        readings,
        READ,
        statement -> {
          Connection connection = statement.getConnection();
          String[] homes = subscriptions.keySet().toArray(String[]::new);
          String[] names = subscriptions.values().toArray(String[]::new);
          statement.setArray(1, connection.createArrayOf("text", homes));
          statement.setArray(2, connection.createArrayOf("text", names));
          try (ResultSet rows = statement.executeQuery()) {
            return read(rows);
          }
        });
  }

  private static LogReading read(ResultSet rows) throws SQLException {
    Map<String, LogReading.Subscribed> subscribed = new HashMap<>();
    rows.next(); // the first table of the join has one row
    LogReading log =
        new LogReading(
            rows.getLong(1),
            rows.getString(2),
            rows.getBoolean(3),
            endOfRecord(rows.getLong(4), rows.getInt(14)),
            rows.getLong(5),
            rows.getLong(6),
            ends(rows.getString(7)),
            Map.of());
    do {
      String home = rows.getString(8);
      if (home != null) {
        subscribed.put(home, subscribed(rows));
      }
    } while (rows.next());
    return new LogReading(
        log.system(),
        log.run(),
        log.primary(),
        log.place(),
        log.timeline(),
        log.floor(),
        log.ends(),
        subscribed);
  }

  private static LogReading.Subscribed subscribed(ResultSet row) throws SQLException {
    long place = row.getLong(9);
    OptionalLong applied = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(place);
    return new LogReading.Subscribed(
        applied, row.getBoolean(10), row.getLong(11), row.getLong(12), ends(row.getString(13)));
  }

  /**
   * The next record starts behind the page's header when the last one ended with the page before; a
   * standby that has replayed everything stands at the page's beginning. No record ends within the
   * first 40 bytes of a page that it did not begin before it, so both are the same place.
   */
  static long endOfRecord(long place, int page) {
    long within = place % page;
    return within <= 40 ? place - within : place;
  }

  /** Reads a timeline's history file: timeline and the place where it was left. */
  static Map<Long, Long> ends(@Nullable String history) {
    Map<Long, Long> ends = new HashMap<>();
    Matcher line = HISTORY.matcher(history == null ? "" : history);
    while (line.find()) {
      long place = Long.parseLong(line.group(2), 16) << 32 | Long.parseLong(line.group(3), 16);
      ends.put(Long.parseLong(line.group(1)), place);
    }
    return ends;
  }

  /**
   * Leaves a row at a primary that says whose log it is; logical replication carries it to
   * subscribers. Changes nothing when it is there already, or at a standby.
   *
   * @param manager the manager whose store this is
   */
  public void sign(String manager) {
    ask(
        ends,
        "SELECT berth_probe.sign(?)",
        statement -> {
          statement.setString(1, manager);
          return statement.execute();
        });
  }

  private static <T> T ask(DataSource dataSource, String sql, Question<T> question) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return question.ask(statement);
    } catch (SQLException e) {
      throw new AuthorityException(
          "the store's log cannot be asked: "
              + e.getMessage()
              + "; see berth.replication.jdbc.url and server-config/postgresql/probe.sql",
          e);
    }
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask(PreparedStatement statement) throws SQLException;
  }

  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
  }
}
