package io.berth.store;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real, empty authority for one test. Each test gets tables of its own. */
public final class Authority implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static @Nullable EmbeddedPostgres postgres;

  private final StoreSettings settings;
  private final Database database;

  private Authority(StoreSettings settings) {
    this.settings = settings;
    this.database = Database.open(settings);
  }

  /** Another door to the same tables, whose round trips are counted. */
  public CountedDatabase counted() {
    return CountedDatabase.open(settings);
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

  /** The numbers of the bound consumers, where their ids are a letter and a number. */
  public static BitSet boundNumbers(Database database) {
    BitSet numbers = new BitSet();
    database
        .inTransaction(
            work ->
                work.select(
                    String.class, "SELECT consumer FROM berth_association WHERE state = 'BOUND'"))
        .forEach(consumer -> numbers.set(Integer.parseInt(consumer.substring(1))));
    return numbers;
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
    database.close();
  }
}
