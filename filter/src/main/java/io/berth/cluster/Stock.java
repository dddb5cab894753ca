package io.berth.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How much ready stock the managers have announced. A hint for placement only: the claim at the
 * authority decides.
 *
 * @param free manager to resource type to count of free resources
 */
public record Stock(Map<String, Map<String, Integer>> free) {
  static final Stock NONE = new Stock(Map.of());

  public Stock {
    free = Map.copyOf(free);
  }

  /** The nodes of a manager count the same store; the one that saw most is believed. */
  static Stock of(Collection<Announcement> announcements) {
    Map<String, Map<String, Integer>> free = new HashMap<>();
    for (Announcement each : announcements) {
      Map<String, Integer> counts =
          free.computeIfAbsent(each.manager().name(), name -> new HashMap<>());
      each.stock().forEach((type, count) -> counts.merge(type, count, Math::max));
    }
    return new Stock(free);
  }

  /** Free resources of {@code type} at {@code manager}, 0 when nobody announced any. */
  public int free(String manager, String type) {
    return free.getOrDefault(manager, Map.of()).getOrDefault(type, 0);
  }
}
