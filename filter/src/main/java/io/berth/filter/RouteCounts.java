package io.berth.filter;

import io.berth.model.Route;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many requests went where and why. Thread-safe. */
final class RouteCounts {
  private record Way(Class<? extends Route> kind, Route.Reason reason) {}

  private final Map<Way, LongAdder> counts = new ConcurrentHashMap<>();

  void count(Route route) {
    counts
        .computeIfAbsent(new Way(route.getClass(), route.reason()), way -> new LongAdder())
        .increment();
  }

  /** Counts by {@code kind.REASON}, for example {@code Forward.HOME_WHILE_REGISTERING}. */
  Map<String, Long> byReason() {
    Map<String, Long> named = new TreeMap<>();
    counts.forEach(
        (way, count) -> named.put(way.kind.getSimpleName() + "." + way.reason, count.sum()));
    return named;
  }
}
