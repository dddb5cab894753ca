package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the filter costs a request that stays here. */
final class LocalPart implements Part {
  private static final long BODY = 1024;
  private static final int CONNECTIONS = 32;
  private static final double BOUND = 0.97;

  /** The same budget, seen where it does not matter whether the core was busy all the time. */
  private static final double CPU_BOUND = 1.03;

  @Override
  public String name() {
    return "local";
  }

  @Override
  public void run(Rig rig) throws IOException, InterruptedException {
    try (NodeUnderTest with = rig.start(Candidate.BERTH_LOCAL, List.of()).orElseThrow();
        NodeUnderTest without = rig.start(Candidate.TOMCAT, List.of()).orElseThrow()) {
      Windows windows = new Windows(rig, List.of(with, without));
      windows.warmUp(BODY, CONNECTIONS);
      Map<String, Measurement> found = windows.measure(BODY, CONNECTIONS);
      Measurement filtered = found.get(with.name());
      Measurement plain = found.get(without.name());
      if (filtered != null && plain != null) {
        rig.findings()
            .add(
                Budget.atLeast(
                    "local.throughput/no-filter",
                    "1/s",
                    filtered.perSecond(),
                    plain.perSecond(),
                    BOUND));
        rig.findings()
            .add(
                Budget.atMost(
                    "local.cpu/no-filter",
                    "us",
                    filtered.soundCpuMicros(),
                    plain.soundCpuMicros(),
                    CPU_BOUND));
      }
    }
  }
}
