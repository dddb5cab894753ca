package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;

/** What deciding costs beyond reading the mapping, in one JMH run. */
final class VerdictPart implements Part {
  private static final double BOUND = 2;

  /** A measurement of nothing is off by less than this. */
  private static final double NOISE_BYTES = 1;

  @Override
  public String name() {
    return "verdict";
  }

  @Override
  public void run(Rig rig) throws IOException {
    Options options = rig.options();
    List<String> arguments =
        List.of(
            Long.toString(Math.min(options.mappings(), 1_000_000)),
            Long.toString(options.warmup().toMillis()),
            Long.toString(options.window().toMillis()));
    Results results;
    try (Child child = rig.startMicro("Verdicts", List.of("-Xmx1g"), arguments)) {
      results = Results.of(child);
    }
    for (String verdict : List.of("registered", "registering")) {
      rig.findings()
          .add(
              Budget.atMost(
                  "verdict.time." + verdict + "/infinispan-get",
                  "ns",
                  results.get(verdict),
                  results.get("get"),
                  BOUND));
      rig.findings()
          .add(
              Budget.atMost(
                  "verdict.garbage." + verdict + "-beyond-get",
                  "B/op",
                  results.get(verdict + ".bytes") - results.get("get.bytes"),
                  NOISE_BYTES,
                  1));
    }
  }
}
