package io.berth.store;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A real, empty authority for one test. Each test gets tables of its own. */
public final class Authority implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static @Nullable EmbeddedPostgres postgres;

  private final StoreSettings settings;
  private final Database database;
  private @Nullable HikariDataSource byHand;

  private Authority(StoreSettings settings) {
    this.settings = settings;
    this.database = Database.open(settings);
  }

  /** Transactions of a server on connections of their own, to be ended before this one closes. */
  public ManagedByHand managedByHand() {
    HikariDataSource pool = pool(settings, 4);
    byHand = pool;
    return new ManagedByHand(pool);
  }

  /** Another door to the same tables, for registrations in those transactions. */
  public Database joining(ManagedByHand transactions) {
    return database.joining(new ManagedTransactions(transactions, transactions.dataSource()));
  }

  /** Another door to the same tables, whose round trips are counted. */
  public CountedDatabase counted() {
    return CountedDatabase.open(settings);
  }

  /** At an empty database that the test has made. */
  static Authority at(String url, String user, String password, Duration patience) {
    return new Authority(new StoreSettings("", url, user, password, 4, patience));
  }

  /** What leads to it, for one who waits at most that long for an answer. */
  StoreSettings answering(Duration within) {
    return new StoreSettings(
        settings.dataSource(),
        settings.jta(),
        settings.url(),
        settings.user(),
        settings.password(),
        settings.connections(),
        settings.timeout(),
        within);
  }

  public static Authority h2() {
    return h2("mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
  }

  public static Authority h2(Path file) {
    return h2("file:" + file.resolve("authority") + ";DB_CLOSE_DELAY=0");
  }

  private static Authority h2(String where) {
    return new Authority(
        new StoreSettings("", "jdbc:h2:" + where + ";LOCK_TIMEOUT=20000", "sa", "", 16, PATIENCE));
  }

  /** On a machine where PostgreSQL cannot run the test is loudly skipped; on CI it fails. */
  public static Authority postgres() {
    String name = "berth_" + UUID.randomUUID().toString().replace('-', '_');
    try {
      EmbeddedPostgres server = server();
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      return new Authority(
          new StoreSettings("", server.getJdbcUrl("postgres", name), "postgres", "", 16, PATIENCE));
    } catch (IOException | SQLException | IllegalStateException e) {
      String message = "SKIPPED: PostgreSQL does not run on this machine: " + e;
      if (System.getenv("CI") != null) {
        return fail(message, e);
      }
      System.err.println(message);
      return abort(message);
    }
  }

  private static synchronized EmbeddedPostgres server() throws IOException {
    EmbeddedPostgres running = postgres;
    if (running == null) {
      running = EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      postgres = running; // ends with the JVM: the library registers its own hook
    }
    return running;
  }

  public Database database() {
    return database;
  }

  public StoreSettings settings() {
    return settings;
  }

  /** Another pool of connections to the same database, for what is not Berth's. */
  public static HikariDataSource pool(StoreSettings settings, int connections) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(settings.url());
    pool.setUsername(settings.user());
    pool.setPassword(settings.password());
    pool.setMaximumPoolSize(connections);
    return pool;
  }

  /**
   * Of the numbers {@code mine}, {@code mine + of} ... those whose consumers are not bound, up to
   * the highest one that is, and the one after that; ids are a letter and a number.
   */
  public static List<Integer> open(Database database, int mine, int of) {
    return database.inTransaction(
        work ->
            work.select(
                Integer.class,
                "WITH b AS (SELECT CAST(substr(consumer, 2) AS INTEGER) AS n FROM berth_association"
                    + " WHERE state = 'BOUND' AND CAST(substr(consumer, 2) AS INTEGER) % ?2 = ?1)"
                    + " SELECT n FROM generate_series(CAST(?1 AS INTEGER),"
                    + " (SELECT coalesce(max(n) + ?2, ?1) FROM b), CAST(?2 AS INTEGER)) AS s (n)"
                    + " WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.n = s.n) ORDER BY n",
                mine,
                of));
  }

  /** One number that the database answers with, past all of Berth's code. */
  public long number(String sql) {
    return database.inTransaction(
        work -> work.session().createNativeQuery(sql, Long.class).getSingleResult());
  }

  /** Texts that the database answers with. */
  public List<String> texts(String sql) {
    return database.inTransaction(
        work -> work.session().createNativeQuery(sql, String.class).getResultList());
  }

  /** Fills a table of PostgreSQL with lines of values, separated by {@code separator}. */
  public static long copy(HikariDataSource pool, String table, char separator, InputStream lines)
      throws SQLException, IOException {
    try (Connection connection = pool.getConnection()) {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN (DELIMITER '" + separator + "')", lines);
    }
  }

  public int execute(String sql, Object... parameters) {
    return database.inTransaction(work -> work.change(sql, parameters));
  }

  /** Every deadline of the authority has passed. */
  public void letDeadlinesPass() {
    for (String table : List.of("berth_resource", "berth_association")) {
      execute(
          "UPDATE "
              + table
              + " SET deadline = CURRENT_TIMESTAMP - INTERVAL '1' SECOND"
              + " WHERE deadline IS NOT NULL");
    }
  }

  /** What {@code count} threads answer that all start at the same moment. */
  public static <T> List<T> together(int count, Supplier<T> work) {
    return Together.run(count, work);
  }

  /** Two consumers never hold one resource, and nothing is in two states (RULES A1, A2). */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    count(
        problems,
        "resources held without a living association",
        "SELECT count(*) FROM berth_resource r WHERE availability IN ('CLAIMED', 'BOUND')"
            + " AND NOT EXISTS (SELECT 1 FROM berth_association a WHERE a.consumer = r.owner"
            + " AND a.epoch = r.epoch AND a.state IN ('RESERVED', 'CLAIMED', 'BOUND'))");
    count(
        problems,
        "bound associations without a bound resource",
        "SELECT count(*) FROM berth_association a WHERE state = 'BOUND' AND NOT EXISTS"
            + " (SELECT 1 FROM berth_resource r WHERE r.owner = a.consumer AND r.epoch = a.epoch"
            + " AND r.availability = 'BOUND')");
    count(
        problems,
        "epochs that hold one resource type twice",
        "SELECT count(*) FROM (SELECT epoch, type FROM berth_resource"
            + " WHERE availability IN ('CLAIMED', 'BOUND') GROUP BY epoch, type"
            + " HAVING count(*) > 1) d");
    count(
        problems,
        "managers whose used capacity is not what they hold",
        "SELECT count(*) FROM berth_manager m WHERE used <> (SELECT coalesce(sum(capacity), 0)"
            + " FROM berth_resource r WHERE r.manager = m.name AND availability <> 'RETIRED')");
    return problems;
  }

  private void count(List<String> problems, String what, String sql) {
    long found = number(sql);
    if (found > 0) {
      problems.add(found + " " + what);
    }
  }

  @Override
  public void close() {
    if (byHand != null) {
      byHand.close();
    }
    database.close();
  }
}
