package io.berth.replication;

import java.util.Map;

/** What this manager has of the others, and what it waits for. */
public interface ReplicationMXBean {
  /**
   * Home to what is proven of it here: a standing (PROVEN, UNPROVEN, SILENT, OTHER_LOG, BACKWARDS,
   * FUTURE) and how far it is applied. Empty without a probe, and on nodes that leave asking to
   * another one of their manager.
   */
  Map<String, String> getHomes();

  /** Milliseconds since the probe answered last; -1 without a probe. */
  long getProbeAgeMillis();

  /** How many consumers the built-in replicator still has to take over; -1 without one. */
  int getBacklog();

  /**
   * Seconds since the oldest of them could have been taken over; 0 when there is none, -1 without
   * the built-in replicator.
   */
  long getBacklogAgeSeconds();

  /**
   * Seconds since the last change of that consumer of this home who has been registering for
   * longest, because the change has not arrived everywhere; 0 when there is nobody.
   */
  long getLongestRegisteringSeconds();
}
