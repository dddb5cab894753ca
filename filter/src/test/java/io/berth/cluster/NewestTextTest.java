package io.berth.cluster;

import static io.berth.cluster.Fixtures.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Association;
import java.util.List;
import java.util.Map;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.container.entries.ImmortalCacheEntry;
import org.infinispan.container.entries.MortalCacheEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewestTextTest {
  private final TextForm<Association> records = new TextForm<>(Association.class);
  private final TextForm<Announcement> words = new TextForm<>(Announcement.class);

  @SuppressWarnings("unchecked") // Infinispan's entries are not generic
  private static CacheEntry<String, String> entry(@Nullable String text) {
    return new ImmortalCacheEntry("key", text);
  }

  private @Nullable String merged(
      @Nullable CacheEntry<String, String> one, CacheEntry<String, String> other) {
    CacheEntry<String, String> merged =
        new NewestText<>(new NewestAssociation(), records).merge(one, List.of(other));
    return merged == null ? null : merged.getValue();
  }

  @Test
  void newerVersionStaysWhicheverSideHasIt() {
    CacheEntry<String, String> old = entry(records.write(association("ann", 1)));
    CacheEntry<String, String> newer = entry(records.write(association("ann", 2)));
    assertThat(merged(old, newer)).isEqualTo(newer.getValue());
    assertThat(merged(newer, old)).isEqualTo(newer.getValue());
  }

  @Test
  void recordThatOneSideLacksStays() {
    CacheEntry<String, String> there = entry(records.write(association("ann", 1)));
    assertThat(merged(null, there)).isEqualTo(there.getValue());
    assertThat(merged(there, entry(null))).isEqualTo(there.getValue());
    assertThat(merged(entry(null), there)).isEqualTo(there.getValue());
    assertThat(merged(null, entry(null))).isNull();
  }

  @Test
  void whatBothSidesLearntOfOneVersionIsKept() {
    Association ann = association("ann", 1);
    Association here = ann.acknowledged("rm-b", 1);
    Association there = ann.acknowledged("rm-c", 1);
    String both = merged(entry(records.write(here)), entry(records.write(there)));
    assertThat(both).isNotNull();
    assertThat(records.read(both)).isEqualTo(here.merge(there));
  }

  @Test
  @SuppressWarnings("unchecked") // Infinispan's entries are not generic
  void anAnnouncementKeepsItsLease() {
    Announcement said =
        Announcement.first(
            Fixtures.node("node-a", "rm-a", 8080), Fixtures.manager("rm-a"), "member");
    CacheEntry<String, String> first = new MortalCacheEntry("node-a", words.write(said), 10_000, 1);
    CacheEntry<String, String> later =
        new MortalCacheEntry(
            "node-a", words.write(said.withStock(Map.of("workspace", 3))), 10_000, 2);
    assertThat(new NewestText<>(new NewestAnnouncement(), words).merge(first, List.of(later)))
        .isSameAs(later);
  }
}
