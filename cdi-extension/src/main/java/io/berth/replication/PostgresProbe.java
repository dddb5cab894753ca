package io.berth.replication;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.store.LogReading;
import io.berth.store.PostgresLog;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * PostgreSQL's own replication, physical and logical. A place is an LSN, its epoch the timeline,
 * and the store's name has the system identifier in it: a standby of another primary speaks of
 * another store and proves nothing.
 *
 * <p>Logical replication: {@code pg_stat_subscription.latest_end_lsn} says "applied and visible",
 * but may be noted seconds later; {@code received_lsn} is noted before anything is applied, and
 * says the same once the worker waits for more. {@code pg_replication_origin_progress} stands still
 * while the publisher writes what is not published.
 */
final class PostgresProbe implements ReplicationProbe {
  private final PostgresLog log;
  private final String local;
  private final Map<String, String> subscriptions;
  private final Map<Long, String> names = new ConcurrentHashMap<>();
  private final Map<String, Exact> exact = new HashMap<>();
  private String signed = "";

  /** What was known for certain in one run of the server: it stays true as long as that runs. */
  private record Exact(String run, Position position) {}

  /**
   * @param local this node's manager
   * @param subscriptions home to the subscription that brings its data; homes without one have the
   *     local server as a standby
   */
  PostgresProbe(PostgresLog log, String local, Map<String, String> subscriptions) {
    this.log = log;
    this.local = local;
    this.subscriptions = Map.copyOf(subscriptions);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public Position position() {
    return log.end()
        .map(end -> Position.of(store(end.system()), new LogPoint(end.timeline(), end.place())))
        .orElse(Position.UNKNOWN);
  }

  @Override
  public Map<String, Position> applied(Set<String> managers) {
    LogReading reading = log.read(subscriptions);
    sign(reading);
    Map<String, Position> applied = new HashMap<>();
    for (String manager : managers) {
      Position position = applied(manager, reading);
      if (!position.isUnknown()) {
        applied.put(manager, position);
      }
    }
    return applied;
  }

  private Position applied(String manager, LogReading reading) {
    if (manager.equals(local)) {
      return reading.primary() ? here(reading) : Position.UNKNOWN;
    }
    LogReading.Subscribed subscribed = reading.subscribed().get(manager);
    return subscribed == null ? here(reading) : brought(manager, subscribed, reading.run());
  }

  private Position here(LogReading reading) {
    if (reading.timeline() > 0) {
      Position position =
          place(reading.system(), reading.timeline(), reading.place(), reading.ends());
      return remember(local, new Exact(reading.run(), position));
    }
    Exact known = exact.get(local);
    if (known != null && known.run().equals(reading.run())) {
      return known.position();
    }
    long end = reading.ends().getOrDefault(reading.floor(), reading.place());
    return place(reading.system(), reading.floor(), Math.min(end, reading.place()), reading.ends());
  }

  /** A worker that is gone for a while has applied no less than before. */
  private Position brought(String home, LogReading.Subscribed subscribed, String run) {
    if (!subscribed.complete() || subscribed.system() == 0) {
      return Position.UNKNOWN;
    }
    if (subscribed.place().isPresent()) {
      Position position =
          place(
              subscribed.system(),
              subscribed.timeline(),
              subscribed.place().getAsLong(),
              subscribed.ends());
      return remember(home, new Exact(run, position));
    }
    Exact known = exact.get(home);
    return known != null && known.run().equals(run) ? known.position() : Position.UNKNOWN;
  }

  private Position remember(String home, Exact known) {
    exact.put(home, known);
    return known.position();
  }

  /** With the ends of the timelines that led here, as far as they are applied. */
  private Position place(long system, long timeline, long place, Map<Long, Long> ends) {
    String store = store(system);
    Map<String, LogPoint> stores = new HashMap<>();
    stores.put(store, new LogPoint(timeline, place));
    ends.forEach(
        (earlier, end) -> {
          if (earlier < timeline) {
            stores.put(Position.ended(store, earlier), new LogPoint(earlier, Math.min(end, place)));
          }
        });
    return new Position(stores);
  }

  /** One string for each system: every consumer in memory refers to it. */
  private String store(long system) {
    return names.computeIfAbsent(system, id -> ("pg-" + Long.toUnsignedString(id, 36)).intern());
  }

  private void sign(LogReading reading) {
    String mine = reading.system() + " " + reading.timeline();
    if (reading.primary() && !mine.equals(signed)) {
      log.sign(local);
      signed = mine;
    }
  }
}
