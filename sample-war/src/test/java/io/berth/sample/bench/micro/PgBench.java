package io.berth.sample.bench.micro;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * pgbench with the statement that {@code io.berth.store.ClaimAtOnce} sends for one resource.
 *
 * @param connections as many clients, on one thread
 * @param seconds how long a run takes
 */
record PgBench(int port, String user, int connections, int seconds) {
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private static final String CLAIM =
      """
      \\set r random(1, 9000000000000000000)
      WITH p0 AS MATERIALIZED (SELECT id FROM berth_resource WHERE manager = 'rm-a' AND type = 'w' \
      AND availability = 'FREE' LIMIT 1 FOR UPDATE SKIP LOCKED), \
      a AS (INSERT INTO berth_association (consumer, home, version, state, deadline) \
      SELECT 'p-' || :r, 'rm-a', 1, 'CLAIMED', CURRENT_TIMESTAMP + CAST(60.0 AS DOUBLE PRECISION) \
      * INTERVAL '1' SECOND FROM p0 ON CONFLICT DO NOTHING RETURNING consumer, epoch, deadline) \
      UPDATE berth_resource r SET availability = 'CLAIMED', owner = a.consumer, epoch = a.epoch, \
      deadline = a.deadline FROM a, (SELECT id FROM p0) p WHERE r.id = p.id \
      RETURNING r.epoch, r.type, r.name, r.location, r.capacity;
      """;

  /**
   * @return transactions a second
   */
  double run() throws IOException, InterruptedException {
    Path script = Files.writeString(Files.createTempFile("berth-claim", ".sql"), CLAIM);
    Process process =
        new ProcessBuilder(
                "pgbench",
                "--no-vacuum",
                "--protocol=prepared",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=" + user,
                "--client=" + connections,
                "--time=" + seconds,
                "--file=" + script,
                "postgres")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Files.delete(script);
    Matcher rate = RATE.matcher(said);
    if (!rate.find()) {
      throw new IOException("pgbench says: " + said);
    }
    return Double.parseDouble(rate.group(1));
  }
}
