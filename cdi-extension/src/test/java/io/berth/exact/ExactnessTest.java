package io.berth.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.berth.allocator.StockKeeper;
import io.berth.allocator.StockRoom;
import io.berth.store.Authority;
import io.berth.store.Tables;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
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
  private static final int CONSUMERS = Integer.getInteger("berth.exact.claims", 3_000);
  private static final int THREADS = Integer.getInteger("berth.exact.threads", 8);
  private static final int KILLS = Integer.getInteger("berth.exact.kills", 8);
  private static final long MINUTES = Long.getLong("berth.exact.minutes", 5);
  private final Random random = new Random(20_261_122);
  private int kills;
  private int starts;

  @TempDir Path folder;

  @Test
  void noClaimIsDoubledAndNothingIsLostWhateverIsKilled() throws Exception {
    try (Authority authority = Authority.postgres();
        HikariDataSource reality = Authority.pool(authority.settings(), 4)) {
      authority.execute(RealThings.TABLE);
      long start = System.nanoTime();
      runUntilAllAreBound(authority);
      long millis = (System.nanoTime() - start) / 1_000_000;
      settle(authority, reality);
      Map<String, String> answers = readAnswers();
      System.out.printf(
          "%d consumers claimed by %d JVMs x %d threads in %d ms: %d kills with signal 9, %d"
              + " resources made, %d retired, %d consumers' answers checked%n",
          CONSUMERS,
          JVMS,
          THREADS,
          millis,
          kills,
          authority.number("SELECT count(*) FROM berth_resource"),
          authority.number("SELECT count(*) FROM berth_resource WHERE availability = 'RETIRED'"),
          answers.size());
      check(authority, answers);
    }
  }

  private void runUntilAllAreBound(Authority authority) throws Exception {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < JVMS; i++) {
      running.add(start(authority, i));
    }
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (bound(authority) < CONSUMERS) {
      assertThat(System.nanoTime()).as("%d bound in time", CONSUMERS).isLessThan(end);
      for (int i = 0; i < JVMS; i++) {
        boolean ended = running.get(i).waitFor(10, TimeUnit.MILLISECONDS);
        if (ended && bound(authority) < CONSUMERS) {
          running.set(i, start(authority, i));
        }
      }
      if (bound(authority) > (kills + 1L) * CONSUMERS / (KILLS + 1)) {
        running.get(random.nextInt(JVMS)).destroyForcibly().waitFor(); // in the middle of its work
        kills++;
      }
    }
    for (Process each : running) {
      each.destroyForcibly().waitFor();
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

  /** Consumer to what it was told, in any of the logs; nobody may have been told two things. */
  private Map<String, String> readAnswers() throws IOException {
    Map<String, String> answers = new HashMap<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().contains("answers-")).toList()) {
        for (String line : Files.readAllLines(file)) {
          String[] parts = line.split(" ");
          String told = parts[1] + " " + parts[2];
          String before = answers.put(parts[0], told);
          assertThat(before == null ? told : before).as(parts[0]).isEqualTo(told);
        }
      }
    }
    return answers;
  }

  private static void check(Authority authority, Map<String, String> answers) {
    assertThat(authority.problems()).isEmpty();
    Map<String, String> bound = new HashMap<>();
    for (String row :
        authority.texts(
            "SELECT a.consumer || ' ' || r.name || ' ' || r.epoch FROM berth_association a"
                + " JOIN berth_resource r ON r.owner = a.consumer AND r.epoch = a.epoch"
                + " AND r.availability = 'BOUND' WHERE a.state = 'BOUND'")) {
      String[] parts = row.split(" ", 2);
      assertThat(bound.put(parts[0], parts[1])).as("%s is bound twice", parts[0]).isNull();
    }
    assertThat(bound).hasSize(CONSUMERS);
    assertThat(new TreeSet<>(bound.values())).as("no resource has two").hasSize(CONSUMERS);
    answers.forEach((consumer, told) -> assertThat(bound).containsEntry(consumer, told));
    assertThat(
            authority.texts(
                "SELECT name FROM real_thing WHERE name NOT IN"
                    + " (SELECT name FROM berth_resource WHERE availability <> 'RETIRED')"))
        .as("real things that no row knows")
        .isEmpty();
    assertThat(
            authority.texts(
                "SELECT name FROM berth_resource r WHERE availability <> 'RETIRED'"
                    + " AND NOT EXISTS (SELECT 1 FROM real_thing t WHERE t.name = r.name"
                    + " AND coalesce(t.owner, '') = coalesce(r.owner, ''))"))
        .as("rows without their real thing, or with another owner")
        .isEmpty();
  }
}
