package io.berth.sample.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Drives nodes and measures them in turn, window by window: what disturbs the machine for a minute
 * disturbs all of them, and the ratios stay honest.
 */
final class Windows {
  /** Of a core, all nodes together: what they do while nobody asks them anything. */
  private static final double QUIET = 0.05;

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LONGEST_REST = Duration.ofSeconds(60);

  private static final int ROUNDS = 5;

  private final Rig rig;
  private final List<NodeUnderTest> nodes;

  Windows(Rig rig, List<NodeUnderTest> nodes) {
    this.rig = rig;
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Un-warmed figures are three to five times worse and say nothing. In rounds, for a load that
   * begins or ends has a node do what it does at no other time: what the compiler had left out
   * until then it has to make anew.
   */
  void warmUp(long bodyBytes, int connections) throws InterruptedException {
    for (int round = 1; round <= ROUNDS; round++) {
      for (NodeUnderTest node : nodes) {
        try (Load load = load(node, bodyBytes, connections)) {
          rest(rig.options().warmup().dividedBy(ROUNDS));
          warmed(node, round, load.take());
        }
      }
      rest();
    }
  }

  private static void warmed(NodeUnderTest node, int round, Tally tally) {
    System.out.printf(
        "warmed %d %-20s %,d answers, %d errors %s%n",
        round, node.name(), tally.whole(), tally.errors(), tally.firstError());
  }

  /**
   * The nodes share a core, and a node whose load has just ended goes on compiling: Tomcat by
   * itself was once measured in what was left of it, less than a third.
   */
  private void rest() throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_REST.toNanos();
    double busy = 1;
    while (busy > QUIET && System.nanoTime() < deadline) {
      double before = cpuMicros();
      rest(LOOK);
      busy = (cpuMicros() - before) / TimeUnit.NANOSECONDS.toMicros(LOOK.toNanos());
    }
    System.out.printf(Locale.ROOT, "the nodes rest, but for %.1f %% of their core%n", busy * 100);
  }

  private double cpuMicros() {
    return nodes.stream().mapToDouble(node -> Child.cpuMicros(node.child().handle())).sum();
  }

  /** The median window of each node, by name. */
  Map<String, Measurement> measure(long bodyBytes, int connections) throws InterruptedException {
    Map<String, List<Measurement>> all = new LinkedHashMap<>();
    for (int round = 0; round < rig.options().windows(); round++) {
      for (NodeUnderTest node : nodes) {
        Measurement window = measure(node, bodyBytes, connections);
        show(window);
        all.computeIfAbsent(node.name(), name -> new ArrayList<>()).add(window);
      }
    }
    Map<String, Measurement> medians = new LinkedHashMap<>();
    all.forEach((name, windows) -> medians.put(name, median(windows)));
    medians.values().forEach(rig.findings()::add);
    System.out.println("medians:");
    medians.values().forEach(Windows::show);
    return medians;
  }

  private Measurement measure(NodeUnderTest node, long bodyBytes, int connections)
      throws InterruptedException {
    try (Load load = load(node, bodyBytes, connections)) {
      rest(rig.options().warmup().dividedBy(10));
      load.take();
      Spent before = Spent.sofar(node);
      rest(rig.options().window());
      Spent spent = Spent.sofar(node).since(before);
      Tally tally = load.take();
      if (tally.errors() > 0) {
        System.out.println("ERRORS of " + node.name() + ": " + tally.firstError());
      }
      return measurement(node.name(), bodyBytes, connections, tally, spent);
    }
  }

  private static Measurement measurement(
      String node, long bodyBytes, int connections, Tally tally, Spent spent) {
    double answers = tally.answers(bodyBytes);
    return new Measurement(
        node,
        bodyBytes,
        connections,
        answers / spent.seconds(),
        spent.nodeMicros() / answers,
        tally.percentileMicros(50),
        tally.percentileMicros(99),
        spent.nodeMicros() / spent.micros(),
        spent.loadMicros() / spent.micros(),
        tally.errors());
  }

  private static Measurement median(List<Measurement> windows) {
    return windows.stream()
        .sorted(Comparator.comparingDouble(Measurement::cpuMicros))
        .toList()
        .get(windows.size() / 2);
  }

  private Load load(NodeUnderTest node, long bodyBytes, int connections) {
    List<Ask> asks =
        node.candidate().kind() == Candidate.Kind.ANSWERS
            ? Consumers.asksOfOneHome(bodyBytes)
            : Consumers.asks(bodyBytes);
    return Load.start(rig.reactor(), node.port(), asks, connections);
  }

  private static void rest(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }

  private static void show(Measurement m) {
    System.out.printf(
        Locale.ROOT,
        "%-20s %5s x %-4d %9.0f/s %10.1f us CPU, p50 %9.0f us, p99 %9.0f us, busy %3.0f %% / %3.0f %%, %d errors%n",
        m.node(),
        Options.name(m.bodyBytes()),
        m.connections(),
        m.perSecond(),
        m.cpuMicros(),
        m.p50Micros(),
        m.p99Micros(),
        m.nodeBusy() * 100,
        m.loadBusy() * 100,
        m.errors());
  }
}
