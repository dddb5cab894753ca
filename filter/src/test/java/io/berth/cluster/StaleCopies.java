package io.berth.cluster;

import io.berth.model.Association;
import java.util.concurrent.TimeUnit;
import org.infinispan.Cache;
import org.infinispan.metadata.EmbeddedMetadata;
import org.infinispan.metadata.Metadata;
import org.infinispan.metadata.impl.L1Metadata;

/** What a lost invalidation leaves behind on a node that owns no copy. */
public final class StaleCopies {
  private StaleCopies() {}

  /** Whether this node keeps a consumer for the others. */
  public static boolean isOwner(Caches caches, String consumer) {
    return ((Cache<String, Association>) caches.associations())
        .getAdvancedCache()
        .getDistributionManager()
        .getCacheTopology()
        .isWriteOwner(consumer);
  }

  /** On this node only, as it is remembered of what another one keeps. */
  public static void leave(Caches caches, Association old) {
    Metadata remembered =
        new L1Metadata(new EmbeddedMetadata.Builder().lifespan(5, TimeUnit.SECONDS).build());
    ((Cache<String, Association>) caches.associations())
        .getAdvancedCache()
        .getDataContainer()
        .put(old.consumer().value(), old, remembered);
  }
}
