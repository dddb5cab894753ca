package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.associator.ConsumerRegistered;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import io.berth.store.Authority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the outbox replicator promises (RULES P1-P4). */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ReplicationContract {
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");
  private static final Requirements ONE = Requirements.of("workspace");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final List<ManagerNode> nodes = new ArrayList<>();
  private final Map<String, Stores> stores = new LinkedHashMap<>();
  private Authority authority;

  abstract Authority open();

  @BeforeEach
  void start() {
    authority = open();
  }

  @AfterEach
  void stop() {
    nodes.forEach(ManagerNode::close);
    assertThat(authority.problems()).isEmpty();
    stores.forEach((name, each) -> assertThat(each.overlaps).as(name).hasValue(0));
    authority.close();
  }

  private ManagerNode node(String manager) {
    Stores store = stores.computeIfAbsent(manager, name -> new Stores());
    ManagerNode node =
        new ManagerNode(
            authority.database(),
            new ResourceManager(manager, "", 10_000),
            ManagerNode.CALM,
            Map.of("workspace", new Factory()),
            Optional.of(store));
    nodes.add(node);
    return node;
  }

  private Stores store(String manager) {
    Stores store = stores.get(manager);
    assertThat(store).isNotNull();
    return store;
  }

  private ManagerNode replicate(ManagerNode node) {
    return node.replicate(store(node.manager.name()), ManagerNode.SWIFT);
  }

  private long backlog() {
    return authority.number("SELECT count(*) FROM berth_outbox");
  }

  private List<ConsumerRegistered> registered() {
    return nodes.stream()
        .flatMap(each -> each.desk.told(ConsumerRegistered.class).stream())
        .toList();
  }

  @Test
  void everyConsumerReachesEveryManagerAndIsToldOnce() {
    ManagerNode home = node("rm-a").fill("workspace", 300);
    for (String manager : List.of("rm-b", "rm-b", "rm-c", "rm-c")) {
      replicate(node(manager));
    }
    long start = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      int number = i;
      home.associator.register(
          ConsumerId.of("c" + i),
          ONE,
          association -> store("rm-a").write(association.consumer(), "v" + number));
    }
    await().atMost(PATIENCE).until(() -> backlog() == 0);
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println(
        "300 sign-ups to 2 managers with 2 nodes each: all there after " + millis + " ms");
    await().atMost(PATIENCE).until(() -> registered().size() == 300);
    assertThat(registered().stream().map(each -> each.association().consumer()).distinct())
        .hasSize(300);
    for (int i = 0; i < 300; i++) {
      ConsumerId consumer = ConsumerId.of("c" + i);
      assertThat(store("rm-b").read(consumer)).isEqualTo("v" + i);
      assertThat(store("rm-c").read(consumer)).isEqualTo("v" + i);
      assertThat(home.associator.locate(consumer).orElseThrow().acknowledgedBy())
          .containsExactlyInAnyOrder("rm-b", "rm-c");
    }
    assertThat(store("rm-b").imports).hasValue(300);
  }

  @Test
  void oneConsumerThatCannotBeTakenOverHoldsNobodyUp() {
    ManagerNode home = node("rm-a").fill("workspace", 50);
    replicate(node("rm-b"));
    AtomicInteger failures = new AtomicInteger();
    store("rm-b").beforeImport =
        consumer -> {
          if (consumer.equals(ANN) && failures.incrementAndGet() <= 2) {
            throw new IllegalStateException("planted");
          }
        };
    home.associator.register(ANN, ONE);
    for (int i = 0; i < 20; i++) {
      home.associator.register(ConsumerId.of("c" + i), ONE);
    }
    await().atMost(PATIENCE).until(() -> store("rm-b").size() >= 20);
    await().atMost(PATIENCE).until(() -> backlog() == 0);
    assertThat(failures.get()).isGreaterThanOrEqualTo(3);
    assertThat(registered()).hasSize(21);
  }

  @Test
  void writesRaceAndTheNewestWinsEverywhere() {
    ManagerNode home = node("rm-a").fill("workspace", 1);
    ManagerNode second = node("rm-a");
    replicate(node("rm-b"));
    replicate(node("rm-b"));
    home.associator.register(ANN, ONE, association -> store("rm-a").write(ANN, "0"));
    AtomicInteger last = new AtomicInteger();
    Authority.together(
        8,
        () -> {
          for (int i = 0; i < 10; i++) {
            synchronized (last) {
              store("rm-a").write(ANN, Integer.toString(last.incrementAndGet()));
            }
            (i % 2 == 0 ? home : second).replication.wrote(ANN);
          }
          return "";
        });
    await().atMost(PATIENCE).until(() -> backlog() == 0);
    Association end = home.associator.locate(ANN).orElseThrow();
    System.out.println("80 writes by 8 threads at 2 nodes: version " + end.version());
    assertThat(end.version()).isEqualTo(81);
    assertThat(end.acknowledgedBy()).containsExactly("rm-b");
    assertThat(store("rm-b").read(ANN)).isEqualTo("80");
    List<Long> told = registered().stream().map(each -> each.association().version()).toList();
    assertThat(told).doesNotHaveDuplicates().contains(81L);
  }

  @Test
  void managerThatMissesAWriteIsNoHolderUntilItHasIt() throws Exception {
    ManagerNode home = node("rm-a").fill("workspace", 1);
    replicate(node("rm-b"));
    home.associator.register(ANN, ONE, association -> store("rm-a").write(ANN, "old"));
    await()
        .atMost(PATIENCE)
        .until(() -> home.associator.locate(ANN).orElseThrow().acknowledgedBy().contains("rm-b"));
    CountDownLatch importing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    store("rm-b").beforeImport =
        consumer -> {
          importing.countDown();
          pass(goOn);
        };
    store("rm-a").write(ANN, "new");
    Association written = home.replication.wrote(ANN);
    assertThat(written.acknowledgedBy()).isEmpty();
    assertThat(importing.await(30, TimeUnit.SECONDS)).isTrue();
    store("rm-a").write(ANN, "newest");
    Association again = home.replication.wrote(ANN); // while the older one is being taken over
    goOn.countDown();
    await().atMost(PATIENCE).until(() -> backlog() == 0);
    assertThat(home.associator.locate(ANN).orElseThrow().version()).isEqualTo(again.version());
    assertThat(store("rm-b").read(ANN)).isEqualTo("newest");
    assertThat(home.desk.identified).contains(written, again);
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void applicationAcknowledgesForItsOwnManager() {
    ManagerNode home = node("rm-a").fill("workspace", 1);
    ManagerNode b = node("rm-b");
    ManagerNode c = node("rm-c");
    home.associator.register(ANN, ONE);
    Association known = b.replication.acknowledge(ANN, 1).orElseThrow();
    assertThat(known.acknowledgedBy()).containsExactly("rm-b");
    assertThat(b.desk.published).contains(known);
    assertThat(registered()).as("one of two is not all").isEmpty();
    c.replication.acknowledge(ANN, 1);
    c.replication.acknowledge(ANN, 1);
    assertThat(registered()).hasSize(1);
    assertThatThrownBy(() -> b.replication.acknowledge(ANN, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(ANN.value());
    assertThat(home.replication.wrote(ANN).acknowledgedBy()).isEmpty();
    b.replication.acknowledge(ANN, 2);
    b.replication.acknowledge(ANN, 1);
    assertThat(home.associator.locate(ANN).orElseThrow().acknowledgedBy())
        .as("what is newer is not undone")
        .containsExactly("rm-b");
    assertThat(b.replication.acknowledge(ConsumerId.of("nobody"), 1)).isEmpty();
  }

  @Test
  void acknowledgingIsNotAllWhereAnotherStoreCountsToo() {
    ManagerNode home = node("rm-a").fill("workspace", 1);
    ManagerNode b = node("rm-b");
    LogPoint asked = new LogPoint(0, 0);
    Map<String, LogPoint> both = Map.of(Position.ACKNOWLEDGED, asked, "db", new LogPoint(1, 7));
    home.desk.position = () -> new Position(both);
    home.associator.register(ANN, ONE);
    b.replication.acknowledge(ANN, 1);
    assertThat(registered()).as("nobody knows how far the database is").isEmpty();
    home.desk.position = () -> Position.of(Position.ACKNOWLEDGED, asked);
    home.replication.wrote(ANN);
    b.replication.acknowledge(ANN, 2);
    assertThat(registered()).hasSize(1);
  }

  @Test
  void batchCodeWaitsUntilEveryManagerHasIt() throws Exception {
    ManagerNode home = node("rm-a").fill("workspace", 1);
    ManagerNode b = node("rm-b");
    home.associator.register(ANN, ONE);
    assertThat(home.replication.await(ANN, Duration.ofMillis(50))).isFalse();
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<Boolean> waited =
        CompletableFuture.supplyAsync(
            () -> {
              waiting.countDown();
              return arrived(home);
            });
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    b.replication.acknowledge(ANN, 1);
    assertThat(waited.get(30, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean arrived(ManagerNode node) {
    try {
      return node.replication.await(ANN, PATIENCE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void replicatorKeepsToItsRateAndSaysWhatItHasYetToDo() {
    ManagerNode home = node("rm-a").fill("workspace", 30);
    node("rm-b");
    for (int i = 0; i < 30; i++) {
      home.associator.register(ConsumerId.of("c" + i), ONE);
    }
    ReplicationBean bean = new ReplicationBean(Optional.empty(), home.tables, true, "rm-b");
    assertThat(bean.getBacklog()).isEqualTo(30);
    authority.execute(
        "UPDATE berth_association SET changed_at = CURRENT_TIMESTAMP - INTERVAL '90' SECOND"
            + " WHERE consumer = 'c7'");
    assertThat(bean.getBacklogAgeSeconds()).isBetween(90L, 200L);
    assertThat(bean.getProbeAgeMillis()).isEqualTo(-1);
    Stores store = store("rm-b");
    long start = System.nanoTime();
    nodes
        .get(1)
        .replicate(
            store,
            new ReplicationSettings(
                Duration.ZERO, Duration.ofMillis(20), 4, Duration.ofSeconds(30), 20));
    await().atMost(PATIENCE).until(() -> backlog() == 0);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("30 consumers at 20 a second: %.2f s%n", seconds);
    assertThat(store.imports).hasValue(30);
    assertThat(seconds).as("30 at 20 a second cannot be faster").isGreaterThan(1.4);
    assertThat(bean.getBacklogAgeSeconds()).isZero();
  }

  @Test
  void onlyTheHomeMaySayThatItWrote() {
    node("rm-a").fill("workspace", 1).associator.register(ANN, ONE);
    ManagerNode other = node("rm-b");
    assertThatThrownBy(() -> other.replication.wrote(ANN))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rm-b")
        .hasMessageNotContaining(ANN.value());
  }

  @Test
  void managerThatJoinsLaterCatchesUp() {
    ManagerNode home = node("rm-a").fill("workspace", 30);
    for (int i = 0; i < 30; i++) {
      home.associator.register(ConsumerId.of("c" + i), ONE);
    }
    // So long ago that only a look at everything finds them.
    authority.execute(
        "UPDATE berth_association SET changed_at = CURRENT_TIMESTAMP - INTERVAL '1' DAY");
    replicate(node("rm-late"));
    await().atMost(PATIENCE).until(() -> store("rm-late").size() == 30 && backlog() == 0);
    assertThat(home.associator.locate(ConsumerId.of("c7")).orElseThrow().acknowledgedBy())
        .containsExactly("rm-late");
  }

  @Test
  void deliveryOfANodeThatDiedIsTakenOverWhenItsLeaseEnds() {
    ManagerNode home = node("rm-a").fill("workspace", 1);
    ManagerNode dead = node("rm-b");
    home.associator.register(ANN, ONE);
    assertThat(dead.tables.outbox().lease("rm-b", 10, Duration.ofSeconds(60))).hasSize(1);
    replicate(node("rm-b"));
    await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> backlog() == 1);
    authority.execute(
        "UPDATE berth_outbox SET leased_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    await().atMost(PATIENCE).until(() -> backlog() == 0);
    assertThat(registered()).hasSize(1);
  }
}
