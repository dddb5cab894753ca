package io.berth.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.berth.allocator.StockKeeper;
import io.berth.allocator.StockRoom;
import io.berth.store.Authority;
import io.berth.store.Kind;
import io.berth.store.Tables;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three JVMs claim on PostgreSQL and are killed with signal 9 again and again, a tenth of the
 * answers is lost, and one call in a hundred of the provisioner fails. Afterwards logs and tables
 * are compared: no double claim, nothing lost, no orphan (RULES A1, A2, S1, S3, S5).
 *
 * <p>Short in every build; {@code mvn -Pexact verify -pl filter,cdi-extension} makes a million.
 */
class ExactnessTest {
  private static final int JVMS = 3;
  private static final int CONSUMERS = Integer.getInteger("berth.exact.claims", 1_500);
  private static final int THREADS = Integer.getInteger("berth.exact.threads", 8);
  private static final int KILLS = Integer.getInteger("berth.exact.kills", 5);
  private static final long MINUTES = Long.getLong("berth.exact.minutes", 5);
  private static final boolean UNTIL_TIME_IS_UP =
      Boolean.getBoolean("berth.exact.until-time-is-up");
  private static final int PREMADE = Integer.getInteger("berth.exact.premade", 0); // per cent
  private static final int BATCH = 2_000;
  private static final int LITTLE = 10 * THREADS; // more than a JVM keeps: it makes what dips below
  private static final long LOOK_MILLIS = 50;
  private static final int LOOKS = Math.max(1, CONSUMERS / 25_000); // before counting once more
  private final Random random = new Random(20_261_122);
  private int kills;
  private int starts;
  private long premade;

  @TempDir Path folder;

  @Test
  void noClaimIsDoubledAndNothingIsLostWhateverIsKilled() throws Exception {
    try (Authority authority = Authority.postgres();
        HikariDataSource reality = Authority.pool(authority.settings(), 4)) {
      authority.execute(RealThings.TABLE);
      Tables.of(authority.database())
          .managers()
          .joinWith(Claimer.MANAGER, List.of(Kind.of("workspace")));
      long start = System.nanoTime();
      runUntilAllAreBound(authority);
      long millis = (System.nanoTime() - start) / 1_000_000;
      settle(authority, reality);
      readAnswers(authority, reality);
      System.out.printf(
          "%d of %d consumers claimed by %d JVMs x %d threads in %d ms: %d kills with signal 9, %d"
              + " resources (%d made beforehand), %d retired, answers to %d consumers checked%n",
          bound(authority),
          CONSUMERS,
          JVMS,
          THREADS,
          millis,
          kills,
          authority.number("SELECT count(*) FROM berth_resource"),
          premade,
          authority.number("SELECT count(*) FROM berth_resource WHERE availability = 'RETIRED'"),
          authority.number("SELECT count(DISTINCT consumer) FROM answer"));
      check(authority);
      assertThat(UNTIL_TIME_IS_UP || bound(authority) == CONSUMERS)
          .as("all %d bound within %d minutes", CONSUMERS, MINUTES)
          .isTrue();
    }
  }

  private void runUntilAllAreBound(Authority authority) throws Exception {
    List<Process> running = new ArrayList<>();
    try {
      for (int i = 0; i < JVMS; i++) {
        running.add(start(authority, i));
      }
      watch(authority, running);
    } finally {
      for (Process each : running) {
        kill(each);
      }
    }
  }

  private void watch(Authority authority, List<Process> running) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    long bound = 0;
    for (int look = 0; bound < CONSUMERS && System.nanoTime() < end; look++) {
      Optional<Process> alive = running.stream().filter(Process::isAlive).findFirst();
      if (alive.isPresent()) {
        alive.get().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      for (int i = 0; i < JVMS; i++) {
        if (!running.get(i).isAlive() && running.get(i).exitValue() != 0) {
          running.set(i, start(authority, i));
        }
      }
      stockUp(authority);
      bound = look % LOOKS == 0 ? bound(authority) : bound;
      if (bound > (kills + 1L) * CONSUMERS / (KILLS + 1)) {
        kill(running.get(random.nextInt(JVMS)));
      }
    }
  }

  /**
   * Most of a long run's stock is made beforehand, many at once: one by one would be slower than
   * the claims. The rest is made by the JVMs, in between and at the end.
   */
  private void stockUp(Authority authority) {
    if (premade >= (long) CONSUMERS * PREMADE / 100 || free(authority) > LITTLE) {
      return;
    }
    String numbers =
        " FROM generate_series(" + (premade + 1) + ", " + (premade + BATCH) + ") AS s (n)";
    authority.execute("INSERT INTO real_thing (name) SELECT 'premade_' || n" + numbers);
    authority.execute( // locks the pool before its manager, as refilling does
        "WITH p AS (SELECT manager FROM berth_pool WHERE manager = 'rm-a' AND type = 'workspace'"
            + " FOR UPDATE), m AS (UPDATE berth_manager SET used = used + "
            + BATCH
            + " FROM p WHERE name = p.manager RETURNING name) INSERT INTO berth_resource"
            + " (type, name, manager, location, capacity, availability, made_at)"
            + " SELECT 'workspace', 'premade_' || n, m.name, '', 1, 'FREE', CURRENT_TIMESTAMP"
            + numbers
            + ", m");
    premade += BATCH;
  }

  private static long free(Authority authority) {
    return authority.number("SELECT count(*) FROM berth_resource WHERE availability = 'FREE'");
  }

  /** In the middle of its work, if it has not done all of it. */
  private void kill(Process process) throws InterruptedException {
    if (process.isAlive()) {
      process.destroyForcibly().waitFor();
      kills++;
    }
  }

  private static long bound(Authority authority) {
    return authority.number("SELECT count(*) FROM berth_association WHERE state = 'BOUND'");
  }

  private Process start(Authority authority, int number) throws IOException {
    String paths =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    File output = folder.resolve("jvm-" + number + ".out").toFile();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            paths,
            Claimer.class.getName(),
            authority.settings().url(),
            authority.settings().user(),
            String.valueOf(number),
            String.valueOf(JVMS),
            String.valueOf(CONSUMERS),
            String.valueOf(THREADS),
            folder.resolve("answers-" + number + "-" + starts).toString(),
            String.valueOf(random.nextLong() >>> 8));
    starts++;
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
        .start();
  }

  /** What the dead held is swept, and suspects are retired, as any node that lives on would. */
  private void settle(Authority authority, HikariDataSource reality) {
    Tables tables = Tables.of(authority.database());
    try (StockKeeper stock =
        new StockKeeper(
            new StockRoom(tables, new SecureRandom()),
            Claimer.MANAGER,
            Claimer.settings(0),
            Map.of("workspace", new RealThings(reality, 1)),
            free -> {},
            System::nanoTime)) {
      for (int i = 0; i < 100 && unsettled(authority) > 0; i++) {
        authority.letDeadlinesPass();
        stock.sweepNow();
      }
    }
    assertThat(unsettled(authority)).isZero();
  }

  private static long unsettled(Authority authority) {
    return authority.number(
        "SELECT (SELECT count(*) FROM berth_resource"
            + " WHERE availability IN ('MAKING', 'CLAIMED', 'SUSPECT'))"
            + " + (SELECT count(*) FROM berth_association WHERE state <> 'BOUND')");
  }

  /** What anybody was told, in any of the logs. */
  private void readAnswers(Authority authority, HikariDataSource reality) throws Exception {
    authority.execute(
        "CREATE TABLE answer (consumer VARCHAR(128), name VARCHAR(64), epoch BIGINT)");
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().contains("answers-")).toList()) {
        try (InputStream lines = Files.newInputStream(file)) {
          Authority.copy(reality, "answer", ' ', lines);
        }
      }
    }
    authority.execute(
        "CREATE TABLE bound AS SELECT a.consumer, r.name, r.epoch FROM berth_association a"
            + " JOIN berth_resource r ON r.owner = a.consumer AND r.epoch = a.epoch"
            + " AND r.availability = 'BOUND' WHERE a.state = 'BOUND'");
  }

  private static void check(Authority authority) {
    assertThat(authority.problems()).isEmpty();
    none(
        authority,
        "consumers who were told two things",
        "SELECT consumer FROM answer GROUP BY consumer HAVING count(DISTINCT (name, epoch)) > 1");
    none(
        authority,
        "consumers who have not what they were told",
        "SELECT consumer FROM answer a WHERE NOT EXISTS (SELECT 1 FROM bound b"
            + " WHERE b.consumer = a.consumer AND b.name = a.name AND b.epoch = a.epoch)");
    long consumers = bound(authority);
    assertThat(authority.number("SELECT count(*) FROM bound")).isEqualTo(consumers);
    assertThat(authority.number("SELECT count(DISTINCT consumer) FROM bound"))
        .as("nobody is bound twice")
        .isEqualTo(consumers);
    assertThat(authority.number("SELECT count(DISTINCT name) FROM bound"))
        .as("no resource has two")
        .isEqualTo(consumers);
    none(
        authority,
        "real things that no row knows",
        "SELECT name FROM real_thing t WHERE NOT EXISTS (SELECT 1 FROM berth_resource r"
            + " WHERE r.name = t.name AND availability <> 'RETIRED')");
    none(
        authority,
        "rows without their real thing, or with another owner",
        "SELECT name FROM berth_resource r WHERE availability <> 'RETIRED'"
            + " AND NOT EXISTS (SELECT 1 FROM real_thing t WHERE t.name = r.name"
            + " AND coalesce(t.owner, '') = coalesce(r.owner, ''))");
  }

  private static void none(Authority authority, String what, String sql) {
    assertThat(authority.texts(sql + " LIMIT 10")).as(what).isEmpty();
  }
}
