package io.berth.replication;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * What asking has cost up to a moment.
 *
 * @param nanos when, by a clock that only goes forward
 * @param questions how often PostgreSQL was asked for its log, on all servers
 * @param askingSeconds CPU time of the threads that ask, of all managers
 * @param answeringSeconds CPU time of the processes that answer them at the standbys; at the
 *     primary they also say where commits are
 */
record ProofSpent(long nanos, long questions, double askingSeconds, double answeringSeconds) {
  private static final double NANOS_A_SECOND = 1e9;
  private static final double TICKS_A_SECOND = 100;
  private static final int USER_TICKS = 11;

  /** From now on PostgreSQL counts. */
  static void startCounting(ProofSite site) throws SQLException {
    for (String each : ProofSite.MANAGERS) {
      site.server(each)
          .execute("ALTER SYSTEM SET track_functions = 'pl'", "SELECT pg_reload_conf()");
    }
  }

  static ProofSpent now(ProofSite site) throws SQLException, IOException {
    long questions = 0;
    double answering = 0;
    for (String each : ProofSite.MANAGERS) {
      questions +=
          site.server(each)
              .number(
                  "SELECT coalesce(sum(calls), 0) FROM pg_stat_user_functions"
                      + " WHERE schemaname = 'berth_probe' AND funcname = 'log'");
      for (long pid : each.equals("home") ? List.<Long>of() : answering(site.server(each))) {
        answering += ticks(pid) / TICKS_A_SECOND;
      }
    }
    return new ProofSpent(System.nanoTime(), questions, asking(), answering);
  }

  ProofSpent since(ProofSpent before) {
    return new ProofSpent(
        nanos - before.nanos,
        questions - before.questions,
        askingSeconds - before.askingSeconds,
        answeringSeconds - before.answeringSeconds);
  }

  double seconds() {
    return nanos / NANOS_A_SECOND;
  }

  private static double asking() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (each != null && each.getThreadName().startsWith("berth-probe")) {
        nanos += Math.max(0, threads.getThreadCpuTime(each.getThreadId()));
      }
    }
    return nanos / NANOS_A_SECOND;
  }

  private static List<Long> answering(PostgresServer server) throws SQLException {
    return server.numbers(
        "SELECT pid FROM pg_stat_activity WHERE usename = 'berth_probe' ORDER BY pid");
  }

  /** User and system time of a process, which ends no sooner than this is read. */
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
  }
}
