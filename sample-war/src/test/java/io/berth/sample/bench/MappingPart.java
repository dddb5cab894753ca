package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;

/** What a consumer takes in memory, and that knowing more of them does not slow a look-up. */
final class MappingPart implements Part {
  private static final double BYTES_PER_CONSUMER = 300;

  /** The mapping is that cache and next to nothing on top of it. */
  private static final double OWN_BOUND = 1.25;

  /**
   * A plain hash map is slowed by the CPU's cache misses and nothing else. The cache touches a few
   * objects more for each look-up; a cost that grew with the number of mappings would be off by a
   * hundred and more.
   */
  private static final double SCALING_BOUND = 4;

  private static final long MIB = 1024 * 1024;
  private static final long HEAP_PER_MAPPING = 700;

  @Override
  public String name() {
    return "mapping";
  }

  @Override
  public void run(Rig rig) throws IOException {
    long most = rig.options().mappings();
    long heap = (most * HEAP_PER_MAPPING + 256 * MIB) / MIB;
    Results results;
    try (Child child =
        rig.startMicro(
            "Lookups",
            List.of("-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:+UseSerialGC"),
            List.of(Long.toString(most)))) {
      results = Results.of(child);
    }
    rig.findings()
        .add(
            Budget.atMost(
                "mapping.memory.per-consumer", "B", results.get("bytes"), BYTES_PER_CONSUMER, 1));
    rig.findings()
        .add(
            Budget.atMost(
                "mapping.lookup.among-" + most + "/infinispan-get",
                "ns",
                results.get("find." + most),
                results.get("get." + most),
                OWN_BOUND));
    rig.findings()
        .add(
            Budget.atMost(
                "mapping.lookup.added-from-1000-to-" + most + "/hash-map",
                "ns",
                results.get("find." + most) - results.get("find.1000"),
                results.get("map." + most) - results.get("map.1000"),
                SCALING_BOUND));
  }
}
