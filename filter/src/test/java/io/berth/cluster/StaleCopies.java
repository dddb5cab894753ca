package io.berth.cluster;

import io.berth.model.Association;
import java.lang.reflect.Field;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.infinispan.Cache;
import org.infinispan.client.hotrod.impl.MetadataValueImpl;
import org.infinispan.client.hotrod.near.NearCache;
import org.infinispan.metadata.EmbeddedMetadata;
import org.infinispan.metadata.Metadata;
import org.infinispan.metadata.impl.L1Metadata;

/** What an invalidation that is late or lost leaves behind. */
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

  /**
   * On this node only, as it is remembered of what Hot Rod servers keep.
   *
   * @return what happens when the invalidation comes after all
   */
  @SuppressWarnings("unchecked") // there is no other way in
  public static Runnable leaveNear(Caches caches, Association old)
      throws ReflectiveOperationException {
    Field field = caches.associations().getClass().getDeclaredField("nearcache");
    field.setAccessible(true);
    var near =
        (NearCache<String, Association>) Objects.requireNonNull(field.get(caches.associations()));
    near.remove(old.consumer().value());
    near.putIfAbsent(old.consumer().value(), new MetadataValueImpl<>(-1, -1, -1, -1, 1, old));
    return () -> near.remove(old.consumer().value());
  }
}
