package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;

/**
 * The same as of the mapping where a server's own container holds it: as text, since the server's
 * marshaller does not know the application's classes. One node alone, as there; what the server
 * adds is its own.
 */
final class ContainerPart implements Part {
  private static final double BYTES_PER_CONSUMER = 300;

  /** A tenth of what a forwarded request costs a node: 44 us. */
  private static final double LOOKUP_NANOS = 4_400;

  private static final int MOST = 1_000_000;

  @Override
  public String name() {
    return "container";
  }

  @Override
  public void run(Rig rig) throws IOException {
    Results results;
    try (Child child =
        rig.startMicro(
            "Lookups",
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"),
            List.of(Integer.toString(MOST), "jndi"))) {
      results = Results.of(child);
    }
    atMost(rig, "memory.per-consumer", "B", results.get("bytes"), BYTES_PER_CONSUMER);
    for (int size = 1_000; size <= MOST; size *= 10) {
      atMost(rig, "lookup.among-" + size, "ns", results.get("find." + size), LOOKUP_NANOS);
    }
  }

  private static void atMost(Rig rig, String name, String unit, double value, double limit) {
    rig.findings().add(Budget.atMost("container." + name, unit, value, limit, 1));
  }
}
