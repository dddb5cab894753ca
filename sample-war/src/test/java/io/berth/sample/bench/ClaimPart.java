package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Claims at the authority against pgbench that sends the same statement over as many connections. A
 * PostgreSQL of its own, durable as it comes, on the core of the load; who asks it is on the core
 * of the nodes.
 */
final class ClaimPart implements Part {
  private static final int CONNECTIONS = 16;
  private static final double THROUGHPUT = 0.8;
  private static final double UNLOADED_MICROS = 2_000;
  private static final double HALF_LOAD_MICROS = 10_000;

  /** What a durable commit takes on this disk is in both. */
  private static final double LATENCY = 1.25;

  /** One to claim and one to bind. */
  private static final double STATEMENTS = 2;

  /** Connections are opened and checked, too, a few for thousands of sign-ups. */
  private static final double OVERHEAD = 1.05;

  @Override
  public String name() {
    return "claim";
  }

  @Override
  public void run(Rig rig) throws IOException {
    Optional<String> pgbench = version();
    if (pgbench.isEmpty()) {
      System.out.println("pgbench is not installed: claims are left out");
      return;
    }
    rig.findings().version("pgbench", pgbench.get());
    try (Child postgres = rig.startBesideLoad("OwnPostgres")) {
      String port = postgres.await("ready");
      try (Child child = rig.startMicro("ClaimRate", List.of("-Xmx512m"), arguments(rig, port))) {
        Results found = Results.of(child);
        rig.findings()
            .version(
                "durable commit",
                Math.round(found.get("commit-p50"))
                    + " us, one row, one connection, unloaded (pgbench, median)");
        hold(rig.findings(), found);
      }
    }
  }

  private static Optional<String> version() throws IOException {
    try {
      Process asked = new ProcessBuilder("pgbench", "--version").start();
      try (var lines = asked.inputReader()) {
        return Optional.ofNullable(lines.readLine());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> arguments(Rig rig, String port) {
    return List.of(
        port,
        Integer.toString(CONNECTIONS),
        Long.toString(Math.max(1, rig.options().window().toSeconds())),
        Integer.toString(rig.options().windows()));
  }

  private static void hold(Findings findings, Results found) {
    findings.add(
        Budget.atLeast(
            "claim.throughput." + CONNECTIONS + "/pgbench",
            "1/s",
            found.get("claims"),
            found.get("pgbench"),
            THROUGHPUT));
    findings.add(Budget.atMost("claim.p50.unloaded", "us", found.get("p50"), UNLOADED_MICROS, 1));
    findings.add(Budget.atMost("claim.p99.half-load", "us", found.get("p99"), HALF_LOAD_MICROS, 1));
    findings.add(
        Budget.atMost(
            "claim.p50.unloaded/pgbench",
            "us",
            found.get("p50"),
            found.get("pgbench-p50"),
            LATENCY));
    findings.add(
        Budget.atMost(
            "claim.p99.half-load/pgbench",
            "us",
            found.get("p99"),
            found.get("pgbench-p99"),
            LATENCY));
    findings.add(
        Budget.atMost(
            "claim.statements.per-sign-up", "", found.get("statements"), STATEMENTS, OVERHEAD));
  }
}
