package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;

/**
 * What a thousand sign-ups a second cost two sites in packets and in processor time, both sites
 * together: with somebody who watches for the sign-ups to arrive, without, and, to compare, without
 * any sign-up.
 */
final class PacketsPart implements Part {
  private static final double PACKETS_PER_SECOND = 100;
  private static final double CPU_MICROS = 200;

  @Override
  public String name() {
    return "packets";
  }

  @Override
  public void run(Rig rig) throws IOException {
    Results results;
    try (Child child =
        rig.startNode(
            "SitePair", Rig.JVM, List.of("cpu", "1", Integer.toString(rig.freePorts(2))))) {
      results = Results.of(child);
    }
    double packets = results.get("packets.per-second");
    rig.findings()
        .add(Budget.atMost("packets.at-1000-sign-ups", "1/s", packets, PACKETS_PER_SECOND, 1));
    for (String how : List.of("watched", "unwatched", "idle")) {
      double cpu = results.get("cpu." + how);
      String name = "packets.cpu-per-sign-up." + how;
      rig.findings().add(Budget.atMost(name, "us", cpu, CPU_MICROS, 1));
    }
  }
}
