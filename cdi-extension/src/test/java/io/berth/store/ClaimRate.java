package io.berth.store;

import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many claims a second the store makes, to be held against pgbench sending the same SQL. Not a
 * test: {@code ClaimRate JDBC-URL USER CONNECTIONS SECONDS}.
 */
final class ClaimRate {
  private static final Duration LEASE = Duration.ofSeconds(60);

  private ClaimRate() {}

  public static void main(String[] arguments) {
    int connections = Integer.parseInt(arguments[2]);
    long seconds = Long.parseLong(arguments[3]);
    StoreSettings settings =
        new StoreSettings("", arguments[0], arguments[1], "", connections, LEASE);
    try (Database database = Database.open(settings)) {
      new ManagerTable(database).join(new ResourceManager("rm-a", "", 2_000_000_000), List.of("w"));
      stock(database, (int) (seconds * 20_000));
      run(new Claims(database), connections, seconds, "w" + System.nanoTime());
      long[] micros = run(new Claims(database), connections, seconds, "m" + System.nanoTime());
      Arrays.sort(micros);
      System.out.printf(
          "%d claims/s with %d connections, p50 %d us, p99 %d us%n",
          micros.length / seconds,
          connections,
          micros[micros.length / 2],
          micros[(int) (micros.length * 0.99)]);
    }
  }

  private static void stock(Database database, int count) {
    database.inTransaction(
        work ->
            work.change(
                "INSERT INTO berth_resource (type, name, manager, location, capacity, availability)"
                    + " SELECT 'w', 'w' || nextval('berth_epoch'), 'rm-a', '', 1, 'FREE'"
                    + " FROM generate_series(1, ?1)",
                count));
    database.alone(connection -> connection.createStatement().execute("ANALYZE"));
  }

  private static long[] run(Claims claims, int threads, long seconds, String prefix) {
    AtomicLong next = new AtomicLong();
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    return Authority.together(
            threads,
            () -> {
              long[] micros = new long[1_000_000];
              int done = 0;
              while (System.nanoTime() < end) {
                long start = System.nanoTime();
                Claim claim =
                    claims.claim(
                        new Ask(
                            ConsumerId.of(prefix + "-" + next.incrementAndGet()),
                            "rm-a",
                            List.of("w"),
                            LEASE,
                            true));
                if (!(claim instanceof Claim.Granted)) {
                  throw new IllegalStateException("stock has run out: " + claim);
                }
                micros[done++] = (System.nanoTime() - start) / 1000;
              }
              return Arrays.copyOf(micros, done);
            })
        .stream()
        .flatMapToLong(Arrays::stream)
        .toArray();
  }
}
