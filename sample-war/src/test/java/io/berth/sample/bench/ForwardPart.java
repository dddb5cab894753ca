package io.berth.sample.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** CPU of the node for each forwarded request, against those who do the same and the limit. */
final class ForwardPart implements Part {
  private static final long SMALL = 1024;
  private static final int FEW = 32;

  /** Many answers of up to so many bytes end within any window. */
  private static final long BRISK = 64 * 1024;

  private static final double AHEAD = 1;

  /** For small answers and few connections. */
  private static final Map<Candidate, Double> BOUNDS =
      Map.of(
          Candidate.JETTY_SERVLET, 0.55,
          Candidate.PROXY_SERVLET, 0.4,
          Candidate.UNDERTOW, 1.15,
          Candidate.TOMCAT, 1.8);

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public void run(Rig rig) throws IOException, InterruptedException {
    List<NodeUnderTest> nodes = new ArrayList<>();
    try {
      for (Candidate candidate : Candidate.FORWARDING) {
        if (rig.options().nodes().isEmpty() || rig.options().nodes().contains(candidate.name())) {
          rig.start(candidate, List.of()).ifPresent(nodes::add);
        }
      }
      measure(rig, new Windows(rig, nodes));
      for (NodeUnderTest node : nodes) {
        rig.findings().add(node.memory());
      }
    } finally {
      nodes.forEach(NodeUnderTest::close);
    }
  }

  private static void measure(Rig rig, Windows windows) throws InterruptedException {
    windows.warmUp(SMALL, FEW);
    for (long body : rig.options().bodies()) {
      for (int connections : rig.options().connections()) {
        Options options = rig.options();
        Pace pace = body > BRISK ? Pace.steady(options) : Pace.brisk(options);
        Rounds found = windows.measure(pace, body, connections);
        boolean small = body == SMALL && connections == FEW;
        for (Candidate other : Candidate.FORWARDING) {
          double bound = small ? BOUNDS.getOrDefault(other, 0.0) : elsewhere(other);
          if (bound > 0) {
            hold(rig.findings(), found, other, bound);
          }
        }
      }
    }
  }

  private static double elsewhere(Candidate other) {
    return other.kind() == Candidate.Kind.FORWARDS_AS_SERVLET ? AHEAD : 0;
  }

  private static void hold(Findings findings, Rounds found, Candidate other, double bound) {
    found.compare(Candidate.BERTH, other).ifPresent(pair -> hold(findings, pair, bound));
  }

  private static void hold(Findings findings, Rounds.Pair pair, double bound) {
    Measurement berth = pair.one();
    Measurement other = pair.other();
    String name = "forward.cpu." + Options.name(berth.bodyBytes()) + "." + berth.connections();
    findings.add(
        Budget.atMost(
            name + "/" + other.node(),
            "us",
            berth.soundCpuMicros(),
            other.soundCpuMicros(),
            bound));
  }
}
