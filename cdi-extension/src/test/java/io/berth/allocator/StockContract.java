package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.associator.Requirements;
import io.berth.associator.StockOutException;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import io.berth.store.Authority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the pools promise (RULES A4, A6-A9). */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class StockContract {
  private static final ResourceManager A = new ResourceManager("rm-a", "eu", 10_000);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final List<ManagerNode> nodes = new ArrayList<>();
  private final Factory factory = new Factory();
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
    authority.close();
  }

  private ManagerNode node(ResourceManager manager, PoolPolicy policy, Duration stockWait) {
    AllocatorSettings settings =
        new AllocatorSettings(
            policy,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            stockWait,
            3,
            Duration.ZERO,
            Duration.ofMillis(100));
    ManagerNode node =
        new ManagerNode(
            authority.database(),
            manager,
            settings,
            Map.of("workspace", factory),
            Optional.empty());
    nodes.add(node);
    return node;
  }

  private ManagerNode node(PoolPolicy policy, Duration stockWait) {
    return node(A, policy, stockWait);
  }

  private long inStock() {
    return authority.number(
        "SELECT count(*) FROM berth_resource WHERE availability IN ('MAKING', 'FREE')");
  }

  private Map<Availability, Integer> states() {
    return nodes.get(0).tables.stock().states("rm-a", "workspace");
  }

  @Test
  void severalNodesRefillExactlyToTheTarget() {
    int makers = 4 * 3;
    AtomicLong most = new AtomicLong();
    AtomicInteger next = new AtomicInteger();
    factory.beforeProvision =
        resource -> {
          most.accumulateAndGet(inStock(), Math::max);
          int wave = next.getAndIncrement() / makers + 1; // all makers are busy before one ends
          await().atMost(PATIENCE).until(() -> next.get() >= Math.min(25, makers * wave));
        };
    PoolPolicy policy = new PoolPolicy(0, 25, 30);
    for (int i = 0; i < 4; i++) {
      node(policy, Duration.ZERO).stock.start();
    }
    await().atMost(PATIENCE).until(() -> states().equals(Map.of(Availability.FREE, 25)));
    nodes.forEach(each -> each.stock.refillNow());
    await().during(Duration.ofMillis(700)).atMost(PATIENCE).until(() -> inStock() == 25);
    System.out.println(
        "4 nodes x 3 threads refilled 25: " + factory.attempts() + " made, at most " + most);
    assertThat(factory.attempts()).isEqualTo(25);
    assertThat(most.get()).isLessThanOrEqualTo(25);
  }

  @Test
  void drainedStockComesBackWithoutAnybodyAsking() {
    ManagerNode node = node(new PoolPolicy(0, 5, 10), Duration.ofSeconds(20));
    node.stock.start();
    await().atMost(PATIENCE).until(() -> node.stock.stock().equals(Map.of("workspace", 5)));
    for (int i = 0; i < 12; i++) {
      node.associator.register(ConsumerId.of("c" + i), Requirements.of("workspace"));
    }
    await().atMost(PATIENCE).until(() -> node.stock.stock().equals(Map.of("workspace", 5)));
    assertThat(states()).isEqualTo(Map.of(Availability.FREE, 5, Availability.BOUND, 12));
  }

  @Test
  void crowdBeforeAnEmptyPoolIsServedAndTheCeilingHolds() {
    AtomicLong most = new AtomicLong();
    factory.beforeProvision = resource -> most.accumulateAndGet(inStock(), Math::max);
    PoolPolicy policy = new PoolPolicy(0, 1, 6);
    ManagerNode first = node(policy, Duration.ofSeconds(25));
    ManagerNode second = node(policy, Duration.ofSeconds(25));
    first.stock.start();
    second.stock.start();
    AtomicInteger next = new AtomicInteger();
    List<Association> served =
        Authority.together(
            40,
            () -> {
              int number = next.incrementAndGet();
              return (number % 2 == 0 ? first : second)
                  .associator.register(ConsumerId.of("c" + number), Requirements.of("workspace"));
            });
    System.out.println(
        "40 sign-ups before an empty pool: all served, at most " + most + " in stock, ceiling 6");
    assertThat(served).hasSize(40);
    assertThat(most.get()).isLessThanOrEqualTo(6);
  }

  @Test
  void failingProvisionerIsTriedLaterAndLater() {
    factory.beforeProvision =
        resource -> {
          throw new IllegalStateException("no disk");
        };
    ManagerNode node = node(new PoolPolicy(0, 5, 10), Duration.ofSeconds(5));
    node.stock.start();
    await().atMost(PATIENCE).until(() -> factory.attempts() > 0);
    assertThatThrownBy(
            () -> node.associator.register(ConsumerId.of("ann"), Requirements.of("workspace")))
        .isInstanceOf(StockOutException.class);
    await().during(Duration.ofMillis(800)).atMost(PATIENCE).until(() -> true);
    // Three threads may each have begun before the first failure was known.
    assertThat(factory.attempts()).isLessThanOrEqualTo(6);
    factory.beforeProvision = resource -> {};
    await().atMost(PATIENCE).until(() -> node.stock.stock().equals(Map.of("workspace", 5)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(new TreeSet<>(factory.real().keySet()))
                    .as("what was half made is retired")
                    .isEqualTo(
                        new TreeSet<>(
                            authority.texts(
                                "SELECT name FROM berth_resource"
                                    + " WHERE availability <> 'RETIRED'"))));
  }

  @Test
  void hangingProvisionerLosesItsResourceAndNothingElse() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    factory.beforeProvision =
        resource -> {
          if (calls.incrementAndGet() == 1) {
            pass(release);
          }
        };
    ManagerNode node = node(new PoolPolicy(0, 3, 3), Duration.ZERO);
    node.stock.start();
    await().atMost(PATIENCE).until(() -> node.stock.stock().equals(Map.of("workspace", 2)));
    authority.letDeadlinesPass();
    await().atMost(PATIENCE).until(() -> node.stock.stock().equals(Map.of("workspace", 3)));
    release.countDown();
    await()
        .atMost(PATIENCE)
        .until(() -> states().equals(Map.of(Availability.FREE, 3, Availability.RETIRED, 1)));
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void suspectThatCannotBeRetiredIsNobodysAndIsTriedAgain() {
    ManagerNode node = node(new PoolPolicy(0, 0, 5), Duration.ZERO).fill("workspace", 1);
    factory.beforePersonalise =
        resource -> {
          throw new IllegalStateException("quota refused");
        };
    AtomicInteger refused = new AtomicInteger();
    factory.beforeRetire =
        resource -> {
          if (refused.incrementAndGet() == 1) {
            throw new IllegalStateException("in use");
          }
        };
    assertThatThrownBy(
            () -> node.associator.register(ConsumerId.of("ann"), Requirements.of("workspace")))
        .hasRootCauseMessage("quota refused");
    node.stock.sweepNow();
    assertThat(states()).isEqualTo(Map.of(Availability.SUSPECT, 1));
    authority.execute(
        "UPDATE berth_resource SET deadline = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    node.stock.sweepNow();
    assertThat(states()).isEqualTo(Map.of(Availability.RETIRED, 1));
    assertThat(factory.real()).isEmpty();
  }

  @Test
  void fullManagerMakesNoMore() {
    ManagerNode node =
        node(new ResourceManager("rm-a", "", 4), new PoolPolicy(0, 10, 10), Duration.ZERO);
    node.stock.start();
    await().atMost(PATIENCE).until(() -> states().equals(Map.of(Availability.FREE, 4)));
    await().during(Duration.ofMillis(700)).atMost(PATIENCE).until(() -> factory.attempts() == 4);
  }
}
