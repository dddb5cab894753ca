package io.berth.sample.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
  private static final int MOST_ROUNDS = 20;

  /** A node that was not faster by as much has settled. */
  private static final double FASTER = 1.05;

  private final Rig rig;
  private final List<NodeUnderTest> nodes;

  Windows(Rig rig, List<NodeUnderTest> nodes) {
    this.rig = rig;
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Un-warmed figures are three to five times worse and say nothing. In rounds, for a load that
   * begins or ends has a node do what it does at no other time: what the compiler had left out
   * until then it has to make anew. As many rounds more as some node is faster than in all before:
   * on one core a servlet with many threads takes some minutes to be as fast as it will be.
   */
  void warmUp(long bodyBytes, int connections) throws InterruptedException {
    Map<String, Long> best = new HashMap<>();
    boolean faster = true;
    for (int round = 1; round <= ROUNDS || (faster && round <= MOST_ROUNDS); round++) {
      faster = false;
      for (NodeUnderTest node : nodes) {
        long answers = warmUp(node, round, bodyBytes, connections);
        long before = best.getOrDefault(node.name(), 0L);
        faster |= answers > before * FASTER;
        best.put(node.name(), Math.max(before, answers));
      }
      rest();
    }
  }

  private long warmUp(NodeUnderTest node, int round, long bodyBytes, int connections)
      throws InterruptedException {
    try (Load load = load(node, bodyBytes, connections)) {
      rest(rig.options().warmup().dividedBy(ROUNDS));
      Tally tally = load.take();
      System.out.printf(
          "warmed %d %-20s %,d answers, %d errors %s%n",
          round, node.name(), tally.whole(), tally.errors(), tally.firstError());
      return tally.whole();
    }
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
    return nodes.stream()
        .map(node -> node.child().handle())
        .distinct() // two nodes may share a process
        .mapToDouble(Child::cpuMicros)
        .sum();
  }

  /** Round by round; the median window of each node is among the findings. */
  Rounds measure(Pace pace, long bodyBytes, int connections) throws InterruptedException {
    List<Map<String, Measurement>> all = new ArrayList<>();
    for (int i = 0; i < pace.rounds(); i++) {
      Map<String, Measurement> round = new LinkedHashMap<>();
      for (NodeUnderTest node : nodes) {
        Measurement window = measure(node, pace, bodyBytes, connections);
        show(window);
        round.put(node.name(), window);
      }
      all.add(round);
    }
    Rounds rounds = new Rounds(all);
    List<Measurement> medians = rounds.medians();
    System.out.println("medians:");
    medians.forEach(Windows::show);
    medians.forEach(rig.findings()::add);
    return rounds;
  }

  private Measurement measure(NodeUnderTest node, Pace pace, long bodyBytes, int connections)
      throws InterruptedException {
    try (Load load = load(node, bodyBytes, connections)) {
      rest(pace.lead());
      load.take();
      Spent before = Spent.sofar(node);
      rest(pace.window());
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
