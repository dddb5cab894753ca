package io.berth.cluster;

import io.berth.model.Association;
import java.util.List;
import java.util.stream.Stream;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.container.entries.ImmortalCacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * After a split: the newer version, or for one version the union of what both sides learnt. A
 * record that one side lacks stays; deletions are tombstones, so nothing is revived by that.
 */
final class NewestAssociation implements EntryMergePolicy<String, Association> {
  @Override
  public @Nullable CacheEntry<String, Association> merge(
      @Nullable CacheEntry<String, Association> preferred,
      List<CacheEntry<String, Association>> others) {
    return Stream.concat(Stream.ofNullable(preferred), others.stream())
        .filter(entry -> entry != null && entry.getValue() != null)
        .reduce(NewestAssociation::newer)
        .orElse(null);
  }

  private static CacheEntry<String, Association> newer(
      CacheEntry<String, Association> one, CacheEntry<String, Association> other) {
    Association merged = one.getValue().merge(other.getValue());
    if (merged.equals(one.getValue())) {
      return one;
    }
    return merged.equals(other.getValue()) ? other : entry(one.getKey(), merged);
  }

  @SuppressWarnings("unchecked") // the class is not generic, the interface it implements is
  private static CacheEntry<String, Association> entry(String key, Association merged) {
    return new ImmortalCacheEntry(key, merged);
  }
}
