package io.berth.mapping;

import io.berth.model.Association;
import io.berth.model.ConsumerId;

/**
 * The copy of the authority that every request reads. An older version never overwrites a newer
 * one.
 *
 * <p>Thread-safe.
 */
public final class MappingCache {

  /**
   * The newest record known of a consumer; asks the authority on a miss, once per consumer however
   * many ask.
   */
  public Lookup find(ConsumerId consumer) {
    throw new UnsupportedOperationException();
  }

  /**
   * Where the consumer of an application session is found, when the session was bound with {@link
   * #bindSession}.
   */
  public Lookup findBySession(String sessionId) {
    throw new UnsupportedOperationException();
  }

  /** Remembers whose session this is; the id itself is not stored, only its digest. */
  public void bindSession(String sessionId, ConsumerId consumer) {
    throw new UnsupportedOperationException();
  }

  /**
   * Merges a record into the cache; a no-op when the cache knows better. Called after the authority
   * has committed.
   */
  public void publish(Association association) {
    throw new UnsupportedOperationException();
  }

  /** Drops the copy of a consumer; the next look-up asks the authority. */
  public void evict(ConsumerId consumer) {
    throw new UnsupportedOperationException();
  }

  /** Plugs the authority in; until then a miss reads as degraded. */
  public void readThrough(MappingSource authority) {
    throw new UnsupportedOperationException();
  }
}
