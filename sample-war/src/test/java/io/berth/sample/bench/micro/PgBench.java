package io.berth.sample.bench.micro;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * pgbench with the statement that {@code io.berth.store.ClaimAtOnce} sends for one resource, which
 * looks on from where the last one was, or with the least that a commit has to make durable.
 *
 * @param connections as many clients where nothing else is said, on one thread
 * @param seconds how long a run takes
 */
record PgBench(int port, String user, int connections, int seconds) {
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private static final String CLAIM =
      """
      \\set r random(1, 9000000000000000000)
      WITH p0 AS MATERIALIZED (SELECT id FROM berth_resource WHERE availability = 'FREE' \
      AND manager = 'rm-a' AND type = 'w' AND variant = '' AND (generation, id) > \
      (GREATEST(:generation, (SELECT p.generation FROM berth_pool p WHERE p.manager = 'rm-a' \
      AND p.type = 'w' AND p.variant = '')), :id) \
      ORDER BY generation FETCH FIRST 1 ROW ONLY FOR UPDATE SKIP LOCKED), \
      a AS (INSERT INTO berth_association (consumer, home, version, state, deadline) \
      SELECT 'p-' || :r, 'rm-a', 1, 'CLAIMED', CURRENT_TIMESTAMP + CAST(60.0 AS DOUBLE PRECISION) \
      * INTERVAL '1' SECOND FROM p0 ON CONFLICT DO NOTHING RETURNING consumer, epoch, deadline) \
      UPDATE berth_resource r SET availability = 'CLAIMED', owner = a.consumer, epoch = a.epoch, \
      deadline = a.deadline FROM a, (SELECT id FROM p0) p WHERE r.id = p.id \
      RETURNING r.epoch, r.type, r.name, r.location, r.capacity, r.generation, r.id
      \\gset
      """;

  private static final String COMMIT = "INSERT INTO berth_bench_commit VALUES (1);\n";

  /**
   * @return transactions a second, as many as go
   */
  double run() throws IOException, InterruptedException {
    String said = run(CLAIM, List.of("--client=" + connections));
    Matcher rate = RATE.matcher(said);
    if (!rate.find()) {
      throw new IOException("pgbench says: " + said);
    }
    return Double.parseDouble(rate.group(1));
  }

  /**
   * @param clients over as many connections
   * @param perSecond how many begin in a second, whatever the earlier ones take
   * @return how long each took from when it should have begun, in microseconds, sorted
   */
  long[] paced(int clients, double perSecond) throws IOException, InterruptedException {
    return paced(CLAIM, clients, perSecond);
  }

  /** The same of one client that adds one number to a table of its own, one by one. */
  long[] commits(double perSecond) throws IOException, InterruptedException {
    return paced(COMMIT, 1, perSecond);
  }

  /** The table that {@link #commits} needs. */
  static String table() {
    return "CREATE TABLE berth_bench_commit (n INTEGER)";
  }

  private long[] paced(String script, int clients, double perSecond)
      throws IOException, InterruptedException {
    Path logs = Files.createTempDirectory("berth-pgbench");
    String said =
        run(
            script,
            List.of(
                "--client=" + clients,
                String.format(Locale.ROOT, "--rate=%.1f", perSecond),
                "--log",
                "--log-prefix=" + logs.resolve("log")));
    long[] micros = micros(logs);
    if (micros.length == 0) {
      throw new IOException("pgbench logged nothing and says: " + said);
    }
    return micros;
  }

  private static long[] micros(Path logs) throws IOException {
    LongStream.Builder micros = LongStream.builder();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(logs)) {
      for (Path log : files) {
        Files.readAllLines(log).forEach(line -> micros.add(Long.parseLong(line.split(" ")[2])));
        Files.delete(log);
      }
    }
    Files.delete(logs);
    return micros.build().sorted().toArray();
  }

  private String run(String transaction, List<String> arguments)
      throws IOException, InterruptedException {
    Path script = Files.writeString(Files.createTempFile("berth-bench", ".sql"), transaction);
    List<String> command =
        new ArrayList<>(
            List.of(
                "pgbench",
                "--no-vacuum",
                "--protocol=prepared",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=" + user,
                "--time=" + seconds,
                "--define=generation=-1",
                "--define=id=-1",
                "--file=" + script));
    command.addAll(arguments);
    command.add("postgres");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Files.delete(script);
    return said;
  }
}
