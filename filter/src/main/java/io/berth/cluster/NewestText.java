package io.berth.cluster;

import java.util.List;
import java.util.stream.Stream;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.container.entries.ImmortalCacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * After a split of a cache of texts: what the policy makes of what they say. The entry it chooses
 * stays as it is, with its lease.
 */
final class NewestText<V> implements EntryMergePolicy<String, String> {
  private final EntryMergePolicy<String, V> policy;
  private final TextForm<V> form;

  NewestText(EntryMergePolicy<String, V> policy, TextForm<V> form) {
    this.policy = policy;
    this.form = form;
  }

  @Override
  public @Nullable CacheEntry<String, String> merge(
      @Nullable CacheEntry<String, String> preferred, List<CacheEntry<String, String>> others) {
    List<CacheEntry<String, String>> texts =
        Stream.concat(Stream.ofNullable(preferred), others.stream())
            .filter(entry -> entry != null && entry.getValue() != null)
            .toList();
    List<CacheEntry<String, V>> said = texts.stream().map(this::said).toList();
    CacheEntry<String, V> merged = policy.merge(null, said);
    if (merged == null) {
      return null;
    }
    int chosen = said.indexOf(merged);
    return chosen >= 0 ? texts.get(chosen) : entry(merged.getKey(), form.write(merged.getValue()));
  }

  private CacheEntry<String, V> said(CacheEntry<String, String> text) {
    return entry(text.getKey(), form.read(text.getValue()));
  }

  @SuppressWarnings("unchecked") // the class is not generic, the interface it implements is
  private static <T> CacheEntry<String, T> entry(String key, T value) {
    return new ImmortalCacheEntry(key, value);
  }
}
