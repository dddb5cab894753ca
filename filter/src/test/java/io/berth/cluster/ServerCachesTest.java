package io.berth.cluster;

import static io.berth.cluster.Fixtures.association;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.mapping.Hammer;
import io.berth.mapping.MappingCache;
import io.berth.model.NodeState;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The caches in a container that a server has, and that knows no class of Berth's. */
class ServerCachesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ClusterSettings SETTINGS =
      ClusterSettings.read(
          Settings.of(Map.of("berth.cluster", "jndi", "berth.cluster.interval", "50")));

  private final int ports = Fixtures.freePorts(22_060);
  private final List<EmbeddedCacheManager> containers = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    containers.forEach(EmbeddedCacheManager::stop);
  }

  private EmbeddedCacheManager container(int number) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global
        .transport()
        .defaultTransport()
        .clusterName("server-caches-test")
        .addProperty(
            JGroupsTransport.CHANNEL_CONFIGURATOR,
            JGroupsStack.of(Fixtures.clustered("server-caches-test", ports, number)));
    global.jmx().disable();
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    EmbeddedCacheManager container = new DefaultCacheManager(global.build());
    containers.add(container);
    return container;
  }

  private List<Caches> two() {
    return IntStream.range(0, 2)
        .mapToObj(number -> (Caches) ServerCaches.in(container(number), SETTINGS))
        .toList();
  }

  @Test
  void olderVersionNeverReplacesNewer() throws Exception {
    List<MappingCache> nodes = two().stream().map(Fixtures::mapping).toList();
    Hammer hammer = new Hammer(nodes, 4, 400, 5);
    hammer.run(threads);
    assertThat(hammer.regressions()).isZero();
    for (MappingCache each : nodes) {
      assertThat(hammer.consumersNotAtTheirHighest(each)).isEmpty();
      each.close();
    }
  }

  /** With several kinds of stock, whose order in the text is any. */
  @Test
  void nodesSeeWhatTheOthersAnnounceUntilTheyAreGone() {
    List<Caches> caches = two();
    ClusterView one = join("node-a", "rm-a", caches.get(0));
    ClusterView other = join("node-b", "rm-b", caches.get(1));
    for (int i = 0; i < 20; i++) {
      other.reportStock(Map.of("workspace", i, "mailbox", 2 * i, "licence", 3 * i));
    }
    other.announce(NodeState.READY);
    await().atMost(PATIENCE).until(() -> one.current().readyNodes("rm-b").size() == 1);
    await().atMost(PATIENCE).until(() -> one.stock().equals(other.stock()));
    containers.get(1).stop();
    await().atMost(PATIENCE).until(() -> one.current().nodes().size() == 1);
    one.close();
  }

  private static ClusterView join(String node, String manager, Caches caches) {
    return ClusterView.join(
        caches,
        Fixtures.node(node, manager, 8080),
        Fixtures.manager(manager),
        SETTINGS,
        System::nanoTime);
  }

  @Test
  void oneContainerServesOneApplicationAndIsLeftAsItWas() {
    EmbeddedCacheManager container = container(0);
    for (int i = 0; i < 2; i++) {
      Caches caches = ServerCaches.in(container, SETTINGS);
      caches.associations().put("ann", association("ann", 1));
      assertThat(caches.associations().get("ann"))
          .as("what followed from a record is remembered with it")
          .isSameAs(caches.associations().get("ann"));
      assertThat(caches.associations().values()).containsExactly(association("ann", 1));
      assertThat(caches.associations().remove("ann", association("ann", 2))).isFalse();
      assertThat(caches.associations().remove("ann", association("ann", 1))).isTrue();
      assertThatThrownBy(() -> ServerCaches.in(container, SETTINGS))
          .hasMessageContaining("berth.cluster.container");
      caches.close();
      assertThat(container.getCacheConfigurationNames()).isEmpty();
    }
  }

  @Test
  void whatNobodyUsesIsRefused() {
    Caches caches = ServerCaches.in(container(0), SETTINGS);
    assertThatThrownBy(() -> caches.associations().putAll(Map.of("a", association("a", 1))))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void containerThatIsNotThereIsSaidSo() {
    assertThatThrownBy(() -> Caches.start(SETTINGS, "node"))
        .hasMessageContaining("berth.cluster.container = java:jboss/infinispan/container/berth");
  }
}
