package io.berth.replication;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * For stores that offer nothing to ask: what was written longer ago than a delay is assumed to have
 * arrived. That is no proof, and the store's name says so. The managers' clocks must agree to
 * within a fraction of the delay.
 */
final class DelayProbe implements ReplicationProbe {
  static final String STORE = "assumed-after-delay";
  private final Clock clock;
  private final Duration delay;
  private final String local;

  DelayProbe(Clock clock, Duration delay, String local) {
    this.clock = clock;
    this.delay = delay;
    this.local = local;
  }

  @Override
  public String name() {
    return "delay";
  }

  @Override
  public Position position() {
    return at(clock.millis());
  }

  @Override
  public Map<String, Position> applied(Set<String> managers) {
    long now = clock.millis();
    Map<String, Position> applied = new HashMap<>();
    for (String manager : managers) {
      applied.put(manager, at(manager.equals(local) ? now : now - delay.toMillis()));
    }
    return applied;
  }

  private static Position at(long millis) {
    return Position.of(STORE, new LogPoint(0, Math.max(0, millis)));
  }
}
