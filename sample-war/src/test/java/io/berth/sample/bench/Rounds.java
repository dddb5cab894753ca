package io.berth.sample.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of nodes in turn.
 *
 * @param all one window of each node in each round, by the node's name
 */
record Rounds(List<Map<String, Measurement>> all) {

  /** The median window of each node, by CPU time. */
  List<Measurement> medians() {
    Map<String, List<Measurement>> windows = new LinkedHashMap<>();
    all.forEach(
        round ->
            round.forEach(
                (name, window) ->
                    windows.computeIfAbsent(name, each -> new ArrayList<>()).add(window)));
    return windows.values().stream()
        .map(each -> median(each, Comparator.comparingDouble(Measurement::cpuMicros)))
        .toList();
  }

  /** Two windows of one round. */
  record Pair(Measurement one, Measurement other) {
    double ratio() {
      return one.soundCpuMicros() / other.soundCpuMicros();
    }
  }

  /**
   * The round in which the CPU time of one against that of the other is the median: a machine that
   * others share differs by more between two rounds than many nodes do within one.
   *
   * @return empty when one of the two was not measured
   */
  Optional<Pair> compare(Candidate one, Candidate other) {
    List<Pair> pairs = new ArrayList<>();
    for (Map<String, Measurement> round : all) {
      Measurement first = round.get(one.name());
      Measurement second = round.get(other.name());
      if (first != null && second != null) {
        pairs.add(new Pair(first, second));
      }
    }
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(median(pairs, Comparator.comparingDouble(Pair::ratio)));
  }

  private static <T> T median(List<T> of, Comparator<T> order) {
    return of.stream().sorted(order).toList().get(of.size() / 2);
  }
}
