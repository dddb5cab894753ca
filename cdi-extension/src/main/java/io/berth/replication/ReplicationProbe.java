package io.berth.replication;

import io.berth.model.Position;

/**
 * Says where a store's log stands, so that arrival can be proven by comparing numbers (claim 32).
 * At most one CDI bean.
 *
 * <ul>
 *   <li>Threads: {@link #position} on threads that register, {@link #applied} on one background
 *       thread.
 *   <li>Null: never given, never returned; {@link Position#UNKNOWN} when the store cannot say.
 *   <li>Blocking: both may block for a query.
 *   <li>Failure: whatever is thrown reads as "not proven".
 *   <li>Idempotence: both only read.
 * </ul>
 */
public interface ReplicationProbe {
  /** The end of the local store's log; asked after the commit, never before. */
  Position position();

  /**
   * How far the local store has applied the log of {@code home}.
   *
   * @param home another manager's name
   */
  Position applied(String home);
}
