package io.berth.sample.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the parts of a run have found so far. */
final class Findings {
  private final List<Budget> budgets = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Memory> memory = new ArrayList<>();
  private final Map<String, String> versions = new TreeMap<>();

  void add(Budget budget) {
    budgets.add(budget);
    System.out.println(budget.line());
  }

  void add(Measurement measurement) {
    measurements.add(measurement);
  }

  void add(Memory taken) {
    memory.add(taken);
  }

  void version(String of, String version) {
    versions.put(of, version);
  }

  List<Budget> budgets() {
    return budgets;
  }

  List<Measurement> measurements() {
    return measurements;
  }

  List<Memory> memory() {
    return memory;
  }

  Map<String, String> versions() {
    return versions;
  }
}
