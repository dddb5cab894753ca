package io.berth.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * After a split: of one run of a node its latest announcement; of two runs either, but the same one
 * on both sides, for each run corrects it with its next renewal.
 */
final class NewestAnnouncement implements EntryMergePolicy<String, Announcement> {
  private static final Comparator<CacheEntry<String, Announcement>> AGE =
      Comparator.comparingLong(
              (CacheEntry<String, Announcement> entry) -> entry.getValue().sequence())
          .thenComparing(entry -> entry.getValue().instance());

  @Override
  public @Nullable CacheEntry<String, Announcement> merge(
      @Nullable CacheEntry<String, Announcement> preferred,
      List<CacheEntry<String, Announcement>> others) {
    return Stream.concat(Stream.ofNullable(preferred), others.stream())
        .filter(entry -> entry != null && entry.getValue() != null)
        .max(AGE)
        .orElse(null);
  }
}
