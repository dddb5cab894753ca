package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.allocator.PoolPolicy;
import io.berth.associator.ConsumerGone;
import io.berth.associator.ConsumerMoved;
import io.berth.associator.NameNotFreeException;
import io.berth.associator.RegistrationException;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import io.berth.store.Ask;
import io.berth.store.Authority;
import io.berth.store.Claim;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Consumers that are deleted, come again, or move to another home. */
abstract class DepartureContract extends SiteContract {
  private static final Requirements ONE = Requirements.of("workspace");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final AtomicBoolean ranAndRefused = new AtomicBoolean();
  private final Map<String, Stores> stores = new LinkedHashMap<>();

  /** A node whose manager holds copies: what it imports is real there, too. */
  private ManagerNode replica(ResourceManager manager, Duration wait) {
    Stores store = stores.computeIfAbsent(manager.name(), name -> new Stores());
    Map<String, String> real = factory(manager, "workspace").real();
    store.imported =
        association ->
            association
                .resources()
                .forEach(each -> real.put(each.name(), association.consumer().value()));
    store.forgotten =
        gone -> real.values().removeIf(owner -> owner.equals(gone.consumer().value()));
    return node(manager, settings(new PoolPolicy(0, 0, 100), wait), Optional.of(store));
  }

  private ManagerNode replica(ResourceManager manager) {
    return replica(manager, Duration.ofSeconds(20));
  }

  private Stores store(ResourceManager manager) {
    Stores store = stores.get(manager.name());
    assertThat(store).isNotNull();
    return store;
  }

  private ManagerNode takeOver(ManagerNode node) {
    return node.replicate(store(node.manager), ManagerNode.SWIFT);
  }

  private Association registered(ManagerNode node, String value) {
    return node.associator.register(
        ANN, ONE, association -> store(node.manager).write(association.consumer(), value));
  }

  private void awaitDelivered() {
    await()
        .atMost(PATIENCE)
        .until(() -> authority.number("SELECT count(*) FROM berth_outbox") == 0);
  }

  @Test
  void whoIsReleasedLeavesATombstoneThatWinsAndNoResource() {
    ManagerNode node = node(A).fill("workspace", 2);
    Association bound = node.associator.register(ANN, ONE);
    Association gone = node.associator.release(ANN).orElseThrow();
    assertThat(gone.tombstone()).isTrue();
    assertThat(gone.version()).isGreaterThan(bound.version());
    assertThat(bound.merge(gone)).isEqualTo(gone);
    assertThat(node.associator.locate(ANN)).isEmpty();
    assertThat(node.desk.published).last().isEqualTo(gone);
    assertThat(node.desk.told(ConsumerGone.class)).containsExactly(new ConsumerGone(gone));
    assertThat(node.associator.release(ANN)).isEmpty();
    quiesce();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.FREE, 1, Availability.RETIRED, 1));
    assertThat(factory(A, "workspace").real().values()).doesNotContain(ANN.value());
  }

  @Test
  void aNameIsFreeOnlyWhenEveryManagerHasSeenTheDeletion() {
    ManagerNode home = replica(A, Duration.ZERO).fill("workspace", 2);
    takeOver(replica(B));
    CountDownLatch latch = new CountDownLatch(1);
    store(B).beforeForget = tombstone -> pass(latch);
    registered(home, "old");
    awaitDelivered();
    Association gone = home.associator.release(ANN).orElseThrow();
    assertThat(store(B).read(ANN)).isEqualTo("old");
    assertThatThrownBy(() -> registered(home, "new"))
        .isInstanceOfSatisfying(
            NameNotFreeException.class,
            e -> assertThat(e.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)))
        .hasMessageContaining("berth.stock.wait");
    Ask ask = new Ask(ANN, "rm-a", List.of("workspace"), MINUTE, true);
    assertThat(home.tables.claims().takeOver(gone, ask)).isEqualTo(new Claim.Taken());
    latch.countDown();
    awaitDelivered();
    assertThat(store(B).read(ANN)).isEqualTo("nothing");
    Association again = registered(home, "new");
    assertThat(again.version()).isGreaterThan(gone.version());
    awaitDelivered();
    assertThat(store(B).read(ANN)).isEqualTo("new");
  }

  @Test
  void whereWatermarksProveTheNameIsFreeWhenTheyHavePassedTheDeletion() {
    ManagerNode home =
        node(A, settings(new PoolPolicy(0, 0, 9), Duration.ZERO)).fill("workspace", 2);
    home.desk.position = () -> Position.of("main", new LogPoint(1, 7));
    home.associator.register(ANN, ONE);
    home.othersAreBehind = true;
    home.associator.release(ANN);
    assertThatThrownBy(() -> home.associator.register(ANN, ONE))
        .isInstanceOf(NameNotFreeException.class);
    home.othersAreBehind = false;
    assertThat(home.associator.register(ANN, ONE).tombstone()).isFalse();
  }

  @Test
  void onlyTheHomeReleases() {
    ManagerNode home = node(A).fill("workspace", 1);
    ManagerNode other = node(B);
    home.associator.register(ANN, ONE);
    assertThatThrownBy(() -> other.associator.release(ANN))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rm-b")
        .hasMessageNotContaining(ANN.value());
    assertThat(home.associator.locate(ANN)).isPresent();
  }

  @Test
  void whoMovesKeepsItsResourcesAndTheFormerHomeWritesNoMore() {
    ManagerNode former = takeOver(replica(A)).fill("workspace", 1);
    ManagerNode next = takeOver(replica(B));
    Association bound = registered(former, "one");
    Association moved = next.associator.move(ANN);
    assertThat(moved.home()).isEqualTo("rm-b");
    assertThat(moved.version()).isEqualTo(bound.version() + 1);
    assertThat(moved.resources())
        .extracting(Resource::name)
        .containsExactly(bound.resources().get(0).name());
    assertThat(moved.resources()).allMatch(each -> each.manager().equals("rm-b"));
    assertThat(former.associator.locate(ANN)).contains(moved);
    assertThat(next.desk.told(ConsumerMoved.class))
        .containsExactly(new ConsumerMoved(moved, "rm-a"));
    assertThatThrownBy(() -> former.replication.wrote(ANN)).hasMessageContaining("rm-a");
    AtomicInteger ran = new AtomicInteger();
    assertThatThrownBy(() -> former.replication.write(ANN, ran::incrementAndGet))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ran).as("refused before it wrote").hasValue(0);
    next.replication.write(ANN, () -> store(B).write(ANN, "two"));
    awaitDelivered();
    assertThat(store(A).read(ANN)).isEqualTo("two");
    assertThat(next.associator.move(ANN).home()).isEqualTo("rm-b");
  }

  @Test
  void nobodyMovesToAManagerThatIsNotProvenToHoldTheData() {
    ManagerNode former = replica(A).fill("workspace", 1);
    ManagerNode next = replica(B, Duration.ofMillis(200));
    Association bound = registered(former, "one");
    assertThatThrownBy(() -> next.associator.move(ANN))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("version 1")
        .hasMessageContaining("berth.stock.wait");
    assertThat(former.associator.locate(ANN)).contains(bound);
    store(B).write(ANN, "one");
    store(B).imported.accept(bound);
  }

  @Test
  void nobodyMovesToAFullManager() {
    ManagerNode former = replica(A).fill("workspace", 1);
    ManagerNode next = takeOver(replica(new ResourceManager("rm-b", "us", 0)));
    registered(former, "one");
    awaitDelivered();
    assertThatThrownBy(() -> next.associator.move(ANN))
        .isInstanceOf(RegistrationException.class)
        .hasStackTraceContaining("berth.capacity");
    assertThat(former.associator.locate(ANN).orElseThrow().home()).isEqualTo("rm-a");
  }

  /** Writers at both managers go on while the consumer moves to and fro: nothing is lost. */
  @Test
  void noWriteIsLostByAMove() throws Exception {
    ManagerNode a = takeOver(replica(A)).fill("workspace", 1);
    ManagerNode b = takeOver(replica(B));
    registered(a, "0");
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch stop = new CountDownLatch(1);
    List<Thread> writers =
        List.of(
            new Thread(() -> write(a, stop, acknowledged, refused)),
            new Thread(() -> write(b, stop, acknowledged, refused)));
    writers.forEach(Thread::start);
    int moves = 0;
    for (ManagerNode next : List.of(b, a, b, a, b)) {
      int before = acknowledged.get();
      Association moved = next.associator.move(ANN);
      moves += moved.home().equals(next.manager.name()) ? 1 : 0;
      await().atMost(PATIENCE).until(() -> acknowledged.get() > before + 3);
    }
    stop.countDown();
    for (Thread writer : writers) {
      writer.join(60_000);
    }
    awaitDelivered();
    System.out.println(
        moves + " moves, " + acknowledged + " writes, " + refused + " refused at the wrong home");
    assertThat(ranAndRefused).as("what is refused has not run").isFalse();
    String last = acknowledged.toString();
    assertThat(store(A).read(ANN)).isEqualTo(last);
    assertThat(store(B).read(ANN)).isEqualTo(last);
  }

  /** Each write adds one to what the home has; if one were lost, the sum would be too small. */
  private void write(
      ManagerNode node, CountDownLatch stop, AtomicInteger acknowledged, AtomicInteger refused) {
    Stores mine = store(node.manager);
    AtomicBoolean ran = new AtomicBoolean();
    while (!stopped(stop)) {
      try {
        ran.set(false);
        node.replication.write(
            ANN,
            () -> {
              ran.set(true);
              stopped(stop); // a write takes a moment
              mine.write(ANN, String.valueOf(Integer.parseInt(mine.read(ANN)) + 1));
            });
        acknowledged.incrementAndGet();
      } catch (IllegalStateException e) {
        ranAndRefused.compareAndSet(false, ran.get());
        refused.incrementAndGet();
      }
    }
  }

  private static boolean stopped(CountDownLatch stop) {
    try {
      return stop.await(30, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void ofTwoWhoMoveOneConsumerAtOnceEachVersionHasOneHome() {
    ManagerNode a = takeOver(replica(A)).fill("workspace", 1);
    ManagerNode b = takeOver(replica(B));
    ManagerNode c = takeOver(replica(new ResourceManager("rm-c", "jp", 100)));
    registered(a, "0");
    awaitDelivered();
    AtomicInteger next = new AtomicInteger();
    List<Association> answers =
        Authority.together(2, () -> List.of(b, c).get(next.getAndIncrement()).associator.move(ANN));
    assertThat(answers).extracting(Association::version).doesNotHaveDuplicates();
    assertThat(answers).extracting(Association::home).containsExactlyInAnyOrder("rm-b", "rm-c");
    awaitDelivered();
  }
}
