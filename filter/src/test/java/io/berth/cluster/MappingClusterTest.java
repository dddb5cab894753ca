package io.berth.cluster;

import static io.berth.cluster.Fixtures.association;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.mapping.Hammer;
import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingSettings;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The mapping on three nodes in one JVM. */
class MappingClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private @Nullable TestCluster cluster;
  private final List<MappingCache> mappings = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private TestCluster start(int count, String... more) {
    TestCluster started = TestCluster.start("mapping-cluster-test", 22010, count, more);
    cluster = started;
    for (int i = 0; i < count; i++) {
      Caches caches = started.node(i);
      mappings.add(
          new MappingCache(
              caches.associations(),
              caches.sessions(),
              MappingSettings.read(Settings.of(Map.of())),
              System::nanoTime));
    }
    return started;
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    mappings.forEach(MappingCache::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void olderVersionNeverReplacesNewerOnAnyNode() throws Exception {
    start(3);
    Hammer hammer = new Hammer(mappings, 6, 2_000, 5);
    hammer.run(threads);
    assertThat(hammer.regressions()).isZero();
    for (MappingCache mapping : mappings) {
      assertThat(hammer.consumersNotAtTheirHighest(mapping)).isEmpty();
    }
  }

  /** A node that keeps no copy of its own may read the one it remembers for a moment longer. */
  @Test
  void twoCopiesOnThreeNodesComeToTheNewestVersion() throws Exception {
    start(3, "berth.mapping.copies", "2");
    Hammer hammer = new Hammer(mappings, 6, 2_000, 5);
    hammer.run(threads);
    for (MappingCache mapping : mappings) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(hammer.consumersNotAtTheirHighest(mapping)).isEmpty());
    }
  }

  @Test
  void bothSidesOfASplitGoOnAndAreMergedByVersion() throws Exception {
    TestCluster three = start(3);
    mappings.get(0).publish(association("older-here", 1));
    mappings.get(0).publish(association("older-there", 1));
    mappings.get(0).publish(association("acknowledged", 1));
    mappings.get(0).publish(association("deleted", 1));
    three.cut(0, 1);

    MappingCache majority = mappings.get(0);
    MappingCache minority = mappings.get(2);
    majority.publish(association("older-there", 2));
    minority.publish(association("older-here", 2));
    majority.publish(association("acknowledged", 1).acknowledged("rm-b", 1));
    minority.publish(association("acknowledged", 1).acknowledged("rm-c", 1));
    minority.publish(tombstone("deleted", 2));
    majority.publish(association("new-here", 1));
    minority.publish(association("new-there", 1));
    assertThat(found(minority, "older-there")).contains(association("older-there", 1));

    long from = System.nanoTime();
    three.heal();
    for (MappingCache mapping : mappings) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(found(mapping, "older-here")).contains(association("older-here", 2));
                assertThat(found(mapping, "older-there")).contains(association("older-there", 2));
                assertThat(found(mapping, "new-here")).contains(association("new-here", 1));
                assertThat(found(mapping, "new-there")).contains(association("new-there", 1));
                assertThat(found(mapping, "deleted")).contains(tombstone("deleted", 2));
                assertThat(found(mapping, "acknowledged").orElseThrow().acknowledgedBy())
                    .isEqualTo(Set.of("rm-b", "rm-c"));
              });
    }
    System.out.printf(
        "split 2|1 merged on three nodes %d ms after it was healed%n",
        (System.nanoTime() - from) / 1_000_000);
  }

  @Test
  void survivorOfTwoGoesOnReadingAndWriting() throws Exception {
    TestCluster two = start(2);
    mappings.get(0).publish(association("c", 1));
    two.kill(1);
    mappings.get(0).publish(association("c", 2));
    assertThat(found(mappings.get(0), "c")).contains(association("c", 2));
  }

  private static Association tombstone(String consumer, long version) {
    Association live = association(consumer, version);
    return new Association(
        live.consumer(),
        live.home(),
        List.of(),
        version,
        live.epoch(),
        live.position(),
        Set.of(),
        true);
  }

  private static Optional<Association> found(MappingCache mapping, String consumer) {
    return mapping.find(ConsumerId.of(consumer)) instanceof Lookup.Found found
        ? Optional.of(found.association())
        : Optional.empty();
  }
}
