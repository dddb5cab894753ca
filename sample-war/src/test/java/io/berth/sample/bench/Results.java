package io.berth.sample.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Figures that a child has printed, one {@code result NAME NUMBER} a line, then {@code result end}.
 */
record Results(Map<String, Double> figures) {
  static Results of(Child child) throws IOException {
    Map<String, Double> figures = new HashMap<>();
    for (String line = child.await("result"); !line.equals("end"); line = child.await("result")) {
      String[] words = line.split(" ");
      figures.put(words[0], Double.valueOf(words[1]));
      System.out.println("  " + line);
    }
    return new Results(figures);
  }

  /** NaN when it is missing: a budget on it is missed. */
  double get(String name) {
    return figures.getOrDefault(name, Double.NaN);
  }
}
