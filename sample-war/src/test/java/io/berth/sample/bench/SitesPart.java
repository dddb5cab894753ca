package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;

/** What mappings cost in a cluster and between sites: memory, a cold node, a stream of sign-ups. */
final class SitesPart implements Part {
  private static final int IN_A_CLUSTER = 200_000;
  private static final int AT_A_SITE = 100_000;
  private static final double BYTES_PER_CONSUMER = 300;
  private static final double JOIN_MILLIS = 30_000;
  private static final double DELAY_MILLIS = 500;
  private static final double PACKETS_PER_SECOND = 100;
  private static final double CPU_MICROS = 200;

  @Override
  public String name() {
    return "sites";
  }

  @Override
  public void run(Rig rig) throws IOException {
    cluster(rig);
    sites(rig);
  }

  private static void cluster(Rig rig) throws IOException {
    Results results;
    try (Child child =
        rig.startMicro(
            "ClusterMemory",
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"),
            List.of(Integer.toString(IN_A_CLUSTER), Integer.toString(rig.freePorts(4))))) {
      results = Results.of(child);
    }
    for (String mode : List.of("repl", "dist")) {
      atMost(rig, "sites.memory." + mode, "B", results.get("bytes." + mode), BYTES_PER_CONSUMER);
      String join = "sites.join." + mode + "-" + IN_A_CLUSTER;
      atMost(rig, join, "ms", results.get("join." + mode), JOIN_MILLIS);
    }
  }

  private static void sites(Rig rig) throws IOException {
    Results results;
    try (Child child =
        rig.startNode(
            "SitePair", List.of(Integer.toString(AT_A_SITE), Integer.toString(rig.freePorts(2))))) {
      results = Results.of(child);
    }
    String cold = "sites.cold-node-" + AT_A_SITE;
    atMost(rig, cold, "ms", results.get("cold.millis"), JOIN_MILLIS);
    atMost(rig, "sites.delay.p50", "ms", results.get("delay.p50.millis"), DELAY_MILLIS);
    atMost(rig, "sites.delay.p99", "ms", results.get("delay.p99.millis"), DELAY_MILLIS);
    double packets = results.get("packets.per-second");
    atMost(rig, "sites.packets-at-1000-sign-ups", "1/s", packets, PACKETS_PER_SECOND);
    double cpu = results.get("cpu.micros-per-sign-up");
    atMost(rig, "sites.cpu-per-sign-up.both", "us", cpu, CPU_MICROS);
  }

  private static void atMost(Rig rig, String name, String unit, double value, double limit) {
    rig.findings().add(Budget.atMost(name, unit, value, limit, 1));
  }
}
