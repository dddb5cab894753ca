package io.berth.cluster;

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

  private final ClusterSettings settings;

  CacheShapes(ClusterSettings settings) {
    this.settings = settings;
  }

  Configuration of(String cache) {
    return switch (cache) {
      case MAPPING -> shape(settings.maxCount(), new NewestAssociation());
      case SESSIONS -> shape(settings.maxSessions(), MergePolicy.PREFERRED_NON_NULL);
      case CLUSTER -> shape(0, new NewestAnnouncement());
      default -> throw new IllegalArgumentException("no cache of Berth's: " + cache);
    };
  }

  private Configuration shape(int maxCount, EntryMergePolicy<?, ?> merge) {
    ConfigurationBuilder shape = new ConfigurationBuilder();
    shape.encoding().mediaType(MediaType.APPLICATION_OBJECT_TYPE);
    if (maxCount > 0) {
      shape.memory().maxCount(maxCount).whenFull(EvictionStrategy.REMOVE);
    }
    if (settings.clustered()) {
      shape.clustering().cacheMode(CacheMode.REPL_SYNC);
      shape
          .clustering()
          .partitionHandling()
          .whenSplit(PartitionHandling.ALLOW_READ_WRITES)
          .mergePolicy(merge);
    } else {
      shape.simpleCache(true);
    }
    return shape.build();
  }
}
