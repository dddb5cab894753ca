package io.berth.mapping;

import io.berth.model.Association;

/**
 * What became of looking a consumer up. Four distinct outcomes: only an answer of the authority
 * reads as unknown, for "unknown" taken from a cache that is degraded or slow would register people
 * twice (RULES M4).
 */
public sealed interface Lookup {
  /** The newest record known; may be a tombstone. */
  record Found(Association association) implements Lookup {}

  /** The authority says that there is no such consumer. */
  record Unknown() implements Lookup {}

  /** Neither the cache nor the authority could answer, or this node has no authority. */
  record Degraded(String reason) implements Lookup {}

  /** The answer did not come in time. */
  record TimedOut(long waitedMillis) implements Lookup {}
}
