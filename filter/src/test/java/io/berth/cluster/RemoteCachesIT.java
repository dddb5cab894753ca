package io.berth.cluster;

import static io.berth.cluster.Fixtures.association;
import static io.berth.cluster.Fixtures.manager;
import static io.berth.cluster.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.mapping.Hammer;
import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingSettings;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.NodeState;
import io.berth.settings.Settings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.infinispan.commons.api.BasicCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The caches in a real Hot Rod server, which runs in this JVM. */
class RemoteCachesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PORT = 22040;
  private static final int BATCH = 1_000;
  private static final double NEAR_BYTES = 700;

  private final HotRod server = HotRod.start(PORT);
  private final List<Caches> started = new ArrayList<>();
  private final List<MappingCache> mappings = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    mappings.forEach(MappingCache::close);
    started.forEach(Caches::close);
    server.close();
  }

  private static ClusterSettings settings(String... more) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "berth.cluster", "hotrod",
                "berth.cluster.hosts", "127.0.0.1[" + PORT + "]",
                "berth.cluster.lease", "900",
                "berth.cluster.interval", "50"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return ClusterSettings.read(Settings.of(values));
  }

  private Caches caches(String... more) {
    Caches caches = Caches.start(settings(more), "node");
    started.add(caches);
    return caches;
  }

  private MappingCache mapping(Caches caches) {
    MappingCache mapping =
        new MappingCache(
            caches.associations(),
            caches.sessions(),
            MappingSettings.read(Settings.of(Map.of())),
            System::nanoTime);
    mappings.add(mapping);
    return mapping;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1000"})
  void olderVersionNeverReplacesNewer(String nearCount) throws Exception {
    for (int i = 0; i < 2; i++) {
      mapping(caches("berth.mapping.near-count", nearCount));
    }
    Hammer hammer = new Hammer(mappings, 6, 1_000, 5);
    hammer.run(threads);
    if (nearCount.equals("0")) {
      assertThat(hammer.regressions()).isZero();
    }
    for (MappingCache mapping : mappings) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(hammer.consumersNotAtTheirHighest(mapping)).isEmpty());
    }
  }

  /** So many with {@code -Dberth.test.near=1000000}; what the server holds is there before. */
  @Test
  void aNearCopyTakesAsMuchMemoryAsTheDocumentsSay() {
    int count = Integer.getInteger("berth.test.near", 20_000);
    BasicCache<String, Association> all = caches("berth.mapping.near-count", "0").associations();
    for (int from = 0; from < count; from += BATCH) {
      all.putAll(
          IntStream.range(from, Math.min(from + BATCH, count))
              .mapToObj(i -> association("consumer-" + i + "@example.org", 1))
              .collect(Collectors.toMap(each -> each.consumer().value(), each -> each)));
    }
    BasicCache<String, Association> near =
        caches("berth.mapping.near-count", Integer.toString(2 * count)).associations();
    assertThat(near.get("consumer-0@example.org")).isNotNull();
    long before = used();
    for (int i = 0; i < count; i++) {
      assertThat(near.get("consumer-" + i + "@example.org")).isNotNull();
    }
    double each = (used() - before) / (double) count;
    System.out.printf("%d near copies take %.0f bytes each, with their id%n", count, each);
    assertThat(each).isBetween(100.0, NEAR_BYTES);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void sessionBoundOnOneNodeIsFoundOnAnother() {
    MappingCache one = mapping(caches());
    MappingCache two = mapping(caches());
    one.publish(association("ann", 1));
    one.bindSession("s", ConsumerId.of("ann"));
    assertThat(two.findBySession("s")).isEqualTo(new Lookup.Found(association("ann", 1)));
  }

  @Test
  void whenTheServerIsGoneTheAuthorityIsAsked() {
    MappingCache mapping = mapping(caches("berth.mapping.near-count", "0"));
    mapping.publish(association("ann", 1));
    server.close();
    assertThat(mapping.find(ConsumerId.of("ann"))).isInstanceOf(Lookup.Degraded.class);
    mapping.readThrough(consumer -> Optional.of(association("ann", 2)));
    assertThat(mapping.find(ConsumerId.of("ann")))
        .isEqualTo(new Lookup.Found(association("ann", 2)));
  }

  @Test
  void nodesSeeEachOtherUntilTheLeaseEnds() {
    ClusterView a =
        ClusterView.join(
            caches(), node("node-a", "rm-a", 8080), manager("rm-a"), settings(), System::nanoTime);
    Caches dying = caches();
    ClusterView b =
        ClusterView.join(
            dying, node("node-b", "rm-b", 8081), manager("rm-b"), settings(), System::nanoTime);
    b.announce(NodeState.READY);
    await().atMost(PATIENCE).until(() -> a.current().readyNodes("rm-b").size() == 1);
    await()
        .pollDelay(Duration.ofMillis(1_200))
        .atMost(PATIENCE)
        .until(() -> a.current().readyNodes("rm-b").size() == 1);
    dying.close();
    await().atMost(PATIENCE).until(() -> a.current().nodes().size() == 1);
    b.close();
    a.close();
  }

  @Test
  void serverThatIsNotThereIsSaidSo() {
    assertThatThrownBy(() -> caches("berth.cluster.hosts", "127.0.0.1[22041]"))
        .hasMessageContaining("127.0.0.1[22041]")
        .hasMessageContaining("berth.cluster.hosts");
  }
}
