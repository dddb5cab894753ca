package io.berth.filter;

import io.berth.model.Route;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many requests went where and why. Thread-safe. */
final class RouteCounts {
  /** A kind of route, and so the row it is counted in. */
  private enum Kind {
    LOCAL("Local"),
    DISPATCH("Dispatch"),
    FORWARD("Forward"),
    MISDIRECTED("Misdirected"),
    UNAVAILABLE("Unavailable");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    static Kind of(Route route) {
      if (route instanceof Route.Local) {
        return LOCAL;
      }
      if (route instanceof Route.Forward) {
        return FORWARD;
      }
      if (route instanceof Route.Dispatch) {
        return DISPATCH;
      }
      return route instanceof Route.Misdirected ? MISDIRECTED : UNAVAILABLE;
    }
  }

  private static final int REASONS = Route.Reason.values().length;

  private final LongAdder[] counts =
      Stream.generate(LongAdder::new)
          .limit((long) Kind.values().length * REASONS)
          .toArray(LongAdder[]::new);

  private LongAdder of(Kind kind, Route.Reason reason) {
    return counts[kind.ordinal() * REASONS + reason.ordinal()];
  }

  void count(Route route) {
    of(Kind.of(route), route.reason()).increment();
  }

  /**
   * Counts by {@code kind.REASON}, for example {@code Forward.HOME_WHILE_REGISTERING}; only what
   * has happened.
   */
  Map<String, Long> byReason() {
    Map<String, Long> named = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      for (Route.Reason reason : Route.Reason.values()) {
        long count = of(kind, reason).sum();
        if (count > 0) {
          named.put(kind.label + "." + reason, count);
        }
      }
    }
    return named;
  }
}
