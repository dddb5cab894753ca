package io.berth.cluster;

import io.berth.model.Association;
import java.util.List;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.conflict.MergePolicy;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.partitionhandling.PartitionHandling;

/**
 * How each cache is configured. Both sides of a split go on reading and writing: the caches are
 * copies, the authority decides (RULES 1.1), and what diverged is merged by version afterwards.
 */
final class CacheShapes {
  static final String MAPPING = "berth-mapping";
  static final String SESSIONS = "berth-sessions";
  static final String CLUSTER = "berth-cluster";
  static final List<String> ALL = List.of(MAPPING, SESSIONS, CLUSTER);

  /**
   * A copy that a lost invalidation left behind must not stay for the ten minutes of the default.
   */
  private static final long L1_MILLIS = 5_000;

  private final CacheSizes sizes;
  private final boolean clustered;
  private final boolean asText;

  /**
   * @param clustered whether the caches' container has others to share them with
   * @param asText whether values are the text of what they say; see {@link TextForm}
   */
  CacheShapes(CacheSizes sizes, boolean clustered, boolean asText) {
    this.sizes = sizes;
    this.clustered = clustered;
    this.asText = asText;
  }

  Configuration of(String cache) {
    return switch (cache) {
      case MAPPING ->
          shape(
              sizes.copies(),
              merging(new NewestAssociation(), Association.class),
              bounded(sizes.maxCount()));
      case SESSIONS ->
          shape(sizes.copies(), MergePolicy.PREFERRED_NON_NULL, bounded(sizes.maxSessions()));
      case CLUSTER -> shape(0, merging(new NewestAnnouncement(), Announcement.class), bounded(0));
      default -> throw new IllegalArgumentException("no cache of Berth's: " + cache);
    };
  }

  private <V> EntryMergePolicy<String, ?> merging(
      EntryMergePolicy<String, V> newest, Class<V> type) {
    return asText ? new NewestText<>(newest, new TextForm<>(type)) : newest;
  }

  /** Values stay the objects they are, so that a hit costs no unmarshalling. */
  private static ConfigurationBuilder bounded(int maxCount) {
    ConfigurationBuilder shape = new ConfigurationBuilder();
    shape.encoding().mediaType(MediaType.APPLICATION_OBJECT_TYPE);
    if (maxCount > 0) {
      shape.memory().maxCount(maxCount).whenFull(EvictionStrategy.REMOVE);
    }
    return shape;
  }

  private Configuration shape(
      int copies, EntryMergePolicy<?, ?> merge, ConfigurationBuilder shape) {
    if (!clustered) {
      return shape.simpleCache(true).build();
    }
    if (copies == 0) {
      shape.clustering().cacheMode(CacheMode.REPL_SYNC);
    } else {
      shape.clustering().cacheMode(CacheMode.DIST_SYNC).hash().numOwners(copies);
      shape.clustering().l1().enable().lifespan(L1_MILLIS);
    }
    shape
        .clustering()
        .partitionHandling()
        .whenSplit(PartitionHandling.ALLOW_READ_WRITES)
        .mergePolicy(merge);
    return shape.build();
  }
}
