package io.berth.sample.bench.micro;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.store.Ask;
import io.berth.store.Claim;
import io.berth.store.Claims;
import io.berth.store.Database;
import io.berth.store.ManagerTable;
import io.berth.store.StoreSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Claims as fast as they go, one by one, and paced; and pgbench with the same statement. */
final class ClaimRate {
  private static final String MANAGER = "rm-a";
  private static final String TYPE = "w";
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final String USER = "postgres";
  private static final int STOCK_PER_SECOND = 12_000;
  private static final int SIGN_UPS = 1_000;
  private static final int UNLOADED_PER_SECOND = 100;
  private static final int WARM_UP_SECONDS = 5;

  private final String url;
  private final AtomicLong next = new AtomicLong();

  private ClaimRate(String url) {
    this.url = url;
  }

  /**
   * @param arguments port, connections, seconds of a window, windows
   */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int connections = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    int windows = Integer.parseInt(arguments[3]);
    ClaimRate rate = new ClaimRate("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    try (Database database = rate.open(connections)) {
      new ManagerTable(database)
          .join(new ResourceManager(MANAGER, "", Integer.MAX_VALUE), List.of(TYPE));
      rate.stock((long) STOCK_PER_SECOND * (seconds * windows + WARM_UP_SECONDS));
      Claims claims = new Claims(database);
      rate.run(claims, connections, WARM_UP_SECONDS, 0);
      PgBench pgbench = new PgBench(port, USER, connections, seconds);
      double[] ours = new double[windows];
      double[] theirs = new double[windows];
      for (int i = 0; i < windows; i++) {
        theirs[i] = pgbench.run();
        ours[i] = rate.run(claims, connections, seconds, 0).length / (double) seconds;
      }
      print("pgbench", median(theirs));
      print("claims", median(ours));
      double half = median(ours) / 2;
      print("commit-p50", percentile(pgbench.commits(UNLOADED_PER_SECOND), 50));
      print("pgbench-p50", percentile(pgbench.paced(1, UNLOADED_PER_SECOND), 50));
      print("p50", percentile(rate.run(claims, 1, seconds, UNLOADED_PER_SECOND), 50));
      print("pgbench-p99", percentile(pgbench.paced(connections, half), 99));
      print("p99", percentile(rate.run(claims, connections, seconds, half), 99));
    }
    print("statements", rate.statements());
    System.out.println("result end");
  }

  private Database open(int connections) {
    return Database.open(new StoreSettings("", url, USER, "", connections, Duration.ofSeconds(10)));
  }

  private void stock(long count) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, USER, "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO berth_resource (type, name, manager, location, capacity, availability)"
              + " SELECT 'w', 'w' || nextval('berth_epoch'), 'rm-a', '', 1, 'FREE'"
              + " FROM generate_series(1, "
              + count
              + ")");
      statement.execute(PgBench.table());
      statement.execute("VACUUM ANALYZE");
      statement.execute("CHECKPOINT");
    }
  }

  /**
   * @param perSecond how many claims begin in a second, whatever the earlier ones take; 0 for as
   *     many as go
   * @return how long each took, in microseconds, sorted; a paced one from when it should have begun
   */
  private long[] run(Claims claims, int threads, int seconds, double perSecond) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long start = System.nanoTime();
    long end = start + Duration.ofSeconds(seconds).toNanos();
    double step = perSecond == 0 ? 0 : threads * 1e9 / perSecond;
    try {
      return IntStream.range(0, threads)
          .mapToObj(
              i ->
                  CompletableFuture.supplyAsync(
                      () -> claim(claims, start + (long) (step * i / threads), end, step), pool))
          .toList()
          .stream()
          .flatMapToLong(micros -> Arrays.stream(micros.join()))
          .sorted()
          .toArray();
    } finally {
      pool.shutdown();
    }
  }

  private long[] claim(Claims claims, long first, long end, double step) {
    long[] micros = new long[1_000_000];
    int done = 0;
    for (long due = first; System.nanoTime() < end; due = first + (long) (step * done)) {
      long began = step == 0 ? System.nanoTime() : due;
      for (long left = began - System.nanoTime(); left > 0; left = began - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      claim(claims);
      micros[done++] = (System.nanoTime() - began) / 1000;
    }
    return Arrays.copyOf(micros, done);
  }

  private Association claim(Claims claims) {
    ConsumerId consumer = ConsumerId.of("c-" + next.incrementAndGet() + "@example.org");
    Claim claim = claims.claim(new Ask(consumer, MANAGER, List.of(TYPE), LEASE, true));
    if (claim instanceof Claim.Granted granted) {
      return granted.association();
    }
    throw new IllegalStateException("stock has run out: " + claim);
  }

  /** Statements of a sign-up as the server counts them: each is a transaction of its own. */
  private double statements() throws SQLException {
    long before = transactions();
    try (Database database = open(2)) {
      Claims claims = new Claims(database);
      for (int i = 0; i < SIGN_UPS; i++) {
        claims.bind(claim(claims), Optional.empty());
      }
    }
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos()); // the server counts when it is idle
    return (transactions() - before) / (double) SIGN_UPS;
  }

  private long transactions() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, USER, "");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT xact_commit + xact_rollback FROM pg_stat_database"
                    + " WHERE datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static double percentile(long[] sorted, int percent) {
    return sorted[(int) ((sorted.length - 1L) * percent / 100)];
  }

  private static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String name, double figure) {
    System.out.printf(Locale.ROOT, "result %s %.4f%n", name, figure);
  }
}
