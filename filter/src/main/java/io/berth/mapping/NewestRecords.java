package io.berth.mapping;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.Collection;
import org.infinispan.commons.api.BasicCache;
import org.jspecify.annotations.Nullable;

/**
 * The cache of associations as this room uses it: whatever comes in whatever order, the newest
 * record stays. Throws what the cache throws.
 */
final class NewestRecords {
  private static final int MAX_TRIES = 1_000;

  private final BasicCache<String, Association> cache;
  private final MappingCounters counters;

  NewestRecords(BasicCache<String, Association> cache, MappingCounters counters) {
    this.cache = cache;
    this.counters = counters;
  }

  @Nullable Association get(ConsumerId consumer) {
    return get(consumer.value());
  }

  @Nullable Association get(String consumer) {
    return cache.get(consumer);
  }

  /** Every record that is cached, here or elsewhere in the cluster; looks at all of them. */
  Collection<Association> all() {
    return cache.values();
  }

  /**
   * Each lost race means that somebody else moved the record forward, so few tries are needed. A
   * copy kept near may be old, so after a lost race the entry's owner is asked; what was put is
   * read back, for not every cache says what was there before (Hot Rod with a near cache).
   *
   * @return the newest record known
   */
  Association merge(Association association) {
    String key = association.consumer().value();
    Association known = cache.get(key);
    for (int i = 0; i < MAX_TRIES; i++) {
      if (known != null) {
        Association merged = known.merge(association);
        if (merged.equals(known)) {
          return known;
        }
        if (cache.replace(key, known, merged)) {
          counters.published.increment();
          return merged;
        }
      }
      known = putFirst(key, association);
      if (known == null) {
        return association;
      }
    }
    throw new IllegalStateException("the cache shows one record and holds another");
  }

  /**
   * @return what is there now; null when a full cache has dropped it already
   */
  private @Nullable Association putFirst(String key, Association association) {
    Association there = cache.putIfAbsent(key, association);
    if (there == null) {
      counters.published.increment();
      there = cache.get(key);
    }
    return there;
  }

  void remove(ConsumerId consumer) {
    cache.remove(consumer.value());
  }

  /** Removes exactly this record; a newer one stays. */
  boolean remove(Association association) {
    return cache.remove(association.consumer().value(), association);
  }
}
