package io.berth.store;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What a PostgreSQL server says of its log at one moment.
 *
 * @param system the server's system identifier: copies of one cluster have the same
 * @param run when the server was started, as text: what was true of one run need not be of the next
 * @param primary whether it writes the log, or replays somebody else's
 * @param place the end of the log for a primary, the end of what is replayed for a standby
 * @param timeline the timeline that {@code place} is on; 0 when a standby cannot tell
 * @param floor a timeline that {@code place} has reached at least
 * @param ends where earlier timelines ended that lead to {@code timeline}, or to the newest one
 *     heard of
 * @param subscribed what subscriptions have brought, by home
 */
public record LogReading(
    long system,
    String run,
    boolean primary,
    long place,
    long timeline,
    long floor,
    Map<Long, Long> ends,
    Map<String, Subscribed> subscribed) {
  public LogReading {
    ends = Map.copyOf(ends);
    subscribed = Map.copyOf(subscribed);
  }

  /**
   * What one subscription has brought.
   *
   * @param place the end of what is applied and visible; empty while no worker says so
   * @param complete whether every table has got past its first copy
   * @param system the publisher's system identifier, as it says itself; 0 when it has not
   * @param timeline its timeline
   * @param ends where its earlier timelines ended
   */
  public record Subscribed(
      OptionalLong place, boolean complete, long system, long timeline, Map<Long, Long> ends) {}
}
