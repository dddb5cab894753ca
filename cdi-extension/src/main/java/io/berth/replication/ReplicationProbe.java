package io.berth.replication;

import io.berth.model.Position;
import java.util.Map;
import java.util.Set;

/**
 * Says where a store's log stands, so that arrival can be proven by comparing numbers (claim 32).
 * Every bean of this type is asked, beside those of {@code berth.replication.probe}; all of them
 * must have passed.
 *
 * <ul>
 *   <li>Threads: {@link #position} on threads that register or write, several at once; {@link
 *       #applied} on one background thread.
 *   <li>Null: never given, never returned; {@link Position#UNKNOWN} when the store cannot say.
 *   <li>Blocking: both may block for a query. A sign-up waits for {@link #position}; what keeps
 *       {@link #applied} longer than {@code berth.replication.silence} counts as silence.
 *   <li>Failure: whatever is thrown reads as "not proven", for every home, until the next answer.
 *   <li>Idempotence: both only read. One node of a manager asks for all of them.
 * </ul>
 */
public interface ReplicationProbe {
  /** What messages call it; unique among the probes of an application. */
  String name();

  /**
   * The end of the local store's log; asked after the commit, never before. Store names are
   * letters, digits, dots and dashes; different probes use different ones, and a store that is not
   * a copy of the home's uses another one than the home.
   */
  Position position();

  /**
   * How far the local store has applied the logs of some managers: one question in each interval.
   * Of the local manager itself, where its own log ends. Who is left out is not proven.
   */
  Map<String, Position> applied(Set<String> managers);
}
