package io.berth.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.associator.Requirements;
import io.berth.cluster.TestCluster;
import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingSettings;
import io.berth.mapping.MappingSource;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.settings.Settings;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import io.berth.store.Authority;
import io.berth.store.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster that is cut in two, and a table that decides (RULES M1 to M5, 7.9, 7.10). */
class SplitTest {
  private static final Duration HEALED = Duration.ofSeconds(60);
  private static final Requirements WORKSPACE = Requirements.of("workspace");
  private static final long SEED = 20261125;

  private final Random random = new Random(SEED);
  private final Authority authority = Authority.h2();
  private final List<Node> nodes = new ArrayList<>();

  /** One node: its caches, its door to the tables, its registrar. */
  private record Node(Database door, ManagerNode manager, MappingCache mapping) {
    Association register(String consumer) {
      Association registered = manager.associator.register(ConsumerId.of(consumer), WORKSPACE);
      mapping.publish(registered);
      return registered;
    }
  }

  private TestCluster start(String name, int port, int count) {
    TestCluster cluster = TestCluster.start(name, port, count);
    for (int i = 0; i < count; i++) {
      Database door = Database.open(authority.settings());
      ResourceManager manager = new ResourceManager("rm-" + i, "", 10_000);
      ManagerNode node =
          new ManagerNode(
              door,
              manager,
              ManagerNode.CALM,
              Map.of("workspace", new Factory()),
              Optional.empty());
      MappingCache mapping =
          new MappingCache(
              cluster.node(i).associations(),
              cluster.node(i).sessions(),
              MappingSettings.read(Settings.of(Map.of())),
              System::nanoTime);
      mapping.readThrough(node.tables.associations());
      nodes.add(new Node(door, node.fill("workspace", 60), mapping));
    }
    return cluster;
  }

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.manager().close());
    nodes.forEach(node -> node.mapping().close());
    nodes.forEach(node -> node.door().close());
    assertThat(authority.problems()).isEmpty();
    authority.close();
  }

  private Map<String, Association> table() {
    Map<String, Association> rows = new TreeMap<>();
    MappingSource source = nodes.get(0).manager().tables.associations();
    for (MappingSource.Row row : source.rows("", 10_000)) {
      rows.put(row.consumer(), source.find(ConsumerId.of(row.consumer())).orElseThrow());
    }
    return rows;
  }

  private static Map<String, Association> cached(Node node) {
    Map<String, Association> records = new TreeMap<>();
    node.mapping().all().forEach(each -> records.put(each.consumer().value(), each));
    return records;
  }

  /** Every node signs everybody up at the same moment. */
  private void race(String prefix, int consumers) {
    for (int i = 0; i < consumers; i++) {
      String consumer = prefix + i;
      AtomicInteger next = new AtomicInteger(random.nextInt(nodes.size()));
      List<Association> answers =
          Authority.together(
              nodes.size(),
              () -> nodes.get(next.getAndIncrement() % nodes.size()).register(consumer));
      assertThat(answers.stream().map(Association::home).distinct()).as(consumer).hasSize(1);
    }
  }

  private void heal(TestCluster cluster, String split) {
    long from = System.nanoTime();
    cluster.heal();
    Map<String, Association> table = table();
    await().atMost(HEALED).until(cluster::isWhole);
    for (Node node : nodes) {
      await().atMost(HEALED).untilAsserted(() -> assertThat(cached(node)).isEqualTo(table));
    }
    System.out.printf(
        "split %s: %d consumers, one home each; cache = table on %d nodes %d ms after the cut's"
            + " end, seed %d%n",
        split, table.size(), nodes.size(), (System.nanoTime() - from) / 1_000_000, SEED);
  }

  @Test
  void halvesThatBothReachTheTableGiveNobodyTwoHomes() throws Exception {
    try (TestCluster cluster = start("split-2-2", 22030, 4)) {
      race("before", 5);
      cluster.cut(0, 1);
      race("during", 20);
      for (int i = 0; i < 40; i++) { // of whom the other side is not told
        nodes.get(i % nodes.size()).register("here" + i);
      }
      assertThat(cached(nodes.get(0))).isNotEqualTo(cached(nodes.get(2)));
      heal(cluster, "2|2");
      race("after", 5);
    }
  }

  @Test
  void minorityCutFromTheTableRegistersNobodyAndTakesNobodyForUnknown() throws Exception {
    try (TestCluster cluster = start("split-2-1", 22040, 3)) {
      race("before", 5);
      cluster.cut(0, 1);
      Node minority = nodes.get(2);
      minority.door().close();
      for (int i = 0; i < 10; i++) {
        ConsumerId consumer = ConsumerId.of("during" + i);
        nodes.get(i % 2).register(consumer.value());
        assertThatThrownBy(() -> minority.register(consumer.value()))
            .isInstanceOf(RuntimeException.class);
        assertThat(minority.mapping().find(consumer)).isInstanceOf(Lookup.Degraded.class);
        assertThat(minority.mapping().find(ConsumerId.of("before" + i % 5)))
            .isInstanceOf(Lookup.Found.class);
      }
      assertThat(table()).hasSize(15);
      heal(cluster, "2|1");
    }
  }
}
