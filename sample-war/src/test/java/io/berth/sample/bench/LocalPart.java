package io.berth.sample.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What the filter costs a request that stays here: against the same server without it, in the same
 * process, for of two processes either may have the worse code of the same method (Tomcat's parser
 * of headers took 1.4 us of a request in one and 4.0 in the other).
 */
final class LocalPart implements Part {
  private static final long BODY = 1024;
  private static final int CONNECTIONS = 32;

  /** Many and short, for the two differ by a few per cent. */
  private static final Pace PACE = new Pace(61, Duration.ofMillis(300), Duration.ofSeconds(1));

  private static final double BOUND = 0.97;

  /** The same budget, seen where it does not matter whether the core was busy all the time. */
  private static final double CPU_BOUND = 1.03;

  @Override
  public String name() {
    return "local";
  }

  private static void judge(Rounds.Pair pair, Findings findings) {
    Measurement filtered = pair.one();
    Measurement plain = pair.other();
    findings.add(
        Budget.atLeast(
            "local.throughput/no-filter", "1/s", filtered.perSecond(), plain.perSecond(), BOUND));
    findings.add(
        Budget.atMost(
            "local.cpu/no-filter",
            "us",
            filtered.soundCpuMicros(),
            plain.soundCpuMicros(),
            CPU_BOUND));
  }

  @Override
  public void run(Rig rig) throws IOException, InterruptedException {
    try (NodeUnderTest with = rig.start(Candidate.BERTH_LOCAL, List.of()).orElseThrow()) {
      NodeUnderTest without = with.beside(Candidate.BESIDE, rig.freePorts(1));
      Windows windows = new Windows(rig, List.of(with, without));
      windows.warmUp(BODY, CONNECTIONS);
      Rounds rounds = windows.measure(PACE, BODY, CONNECTIONS);
      judge(rounds.compare(with.candidate(), without.candidate()).orElseThrow(), rig.findings());
    }
  }
}
