package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;

/** What mappings cost in a cluster and between sites: memory, a cold site, the way of a sign-up. */
final class SitesPart implements Part {
  private static final int IN_A_CLUSTER = 200_000;
  private static final int AT_A_SITE = 100_000;
  private static final double BYTES_PER_CONSUMER = 300;
  private static final double JOIN_MILLIS = 30_000;
  private static final double DELAY_MILLIS = 500;

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
            List.of(Integer.toString(IN_A_CLUSTER), Integer.toString(rig.freePorts(2))))) {
      results = Results.of(child);
    }
    for (String mode : List.of("repl", "dist")) {
      atMost(rig, "sites.memory." + mode, "B", results.get("bytes." + mode), BYTES_PER_CONSUMER);
    }
  }

  private static void sites(Rig rig) throws IOException {
    Results results;
    try (Child child =
        rig.startNode(
            "SitePair",
            Rig.JVM,
            List.of("delay", Integer.toString(AT_A_SITE), Integer.toString(rig.freePorts(2))))) {
      results = Results.of(child);
    }
    String cold = "sites.cold-node-" + AT_A_SITE;
    atMost(rig, cold, "ms", results.get("cold.millis"), JOIN_MILLIS);
    atMost(rig, "sites.delay.p50", "ms", results.get("delay.p50.millis"), DELAY_MILLIS);
    atMost(rig, "sites.delay.p99", "ms", results.get("delay.p99.millis"), DELAY_MILLIS);
  }

  private static void atMost(Rig rig, String name, String unit, double value, double limit) {
    rig.findings().add(Budget.atMost(name, unit, value, limit, 1));
  }
}
