package io.berth.cluster;

import io.berth.model.Position;
import io.berth.model.Watermark;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Who has been behind its home for too long. A home says where its own log ends; who has not
 * applied that much after a while lags. Lag is no sickness: a manager that lags answers for
 * everything that it does hold.
 */
final class Lags {
  private final long patienceNanos;
  private final LongSupplier nanos;
  private final Map<String, Goal> goals = new HashMap<>();

  /** Where a home's log ended at one moment, which a manager has yet to reach. */
  private record Goal(Position end, long since) {}

  /**
   * @param nanos a clock that only goes forward
   */
  Lags(Duration patience, LongSupplier nanos) {
    this.patienceNanos = patience.toNanos();
    this.nanos = nanos;
  }

  /** Those of the watermarks, at most one per manager and home, whose manager lags. */
  Set<Watermark> among(Collection<Watermark> marks) {
    Map<String, Position> ends = new HashMap<>();
    marks.stream()
        .filter(mark -> mark.manager().equals(mark.home()))
        .forEach(mark -> ends.put(mark.home(), mark.applied()));
    Set<Watermark> laggards = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (Watermark mark : marks) {
      Position end = ends.get(mark.home());
      if (end != null && !mark.manager().equals(mark.home())) {
        String key = mark.manager() + " " + mark.home();
        seen.add(key);
        if (lags(key, mark, end)) {
          laggards.add(mark);
        }
      }
    }
    goals.keySet().retainAll(seen);
    return laggards;
  }

  private boolean lags(String key, Watermark mark, Position end) {
    long now = nanos.getAsLong();
    Goal goal = goals.get(key);
    if (goal == null || mark.applied().hasPassed(goal.end())) {
      goal = new Goal(end, now);
      goals.put(key, goal);
    }
    return !mark.applied().hasPassed(goal.end()) && now - goal.since() > patienceNanos;
  }
}
