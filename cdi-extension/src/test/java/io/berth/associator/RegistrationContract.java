package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.PoolPolicy;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.replication.ConsumerReplicator;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import io.berth.store.Ask;
import io.berth.store.Authority;
import io.berth.store.Claim;
import io.berth.store.CountedDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a sign-up promises, whatever goes wrong on the way (RULES A1-A5, S1-S5). */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RegistrationContract {
  private static final ResourceManager A = new ResourceManager("rm-a", "eu", 10_000);
  private static final ResourceManager B = new ResourceManager("rm-b", "us", 10_000);
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");
  private static final Requirements BUNDLE = Requirements.of("workspace", "mailbox");
  private final List<ManagerNode> nodes = new ArrayList<>();
  private final Map<String, Map<String, Factory>> factories = new LinkedHashMap<>();
  private final AtomicInteger enrolled = new AtomicInteger();
  private final Enrolment counting = association -> enrolled.incrementAndGet();
  private Authority authority;

  abstract Authority open();

  @BeforeEach
  void start() {
    authority = open();
  }

  @AfterEach
  void everythingIsInExactlyOneStateAndNothingIsLost() {
    quiesce();
    assertThat(authority.problems()).isEmpty();
    factories.forEach(
        (manager, byType) ->
            byType.forEach(
                (type, factory) -> {
                  assertThat(new TreeSet<>(factory.real().keySet()))
                      .as("real things behind %s of %s", type, manager)
                      .isEqualTo(new TreeSet<>(rows(manager, type)));
                  assertThat(factory.overlaps()).isZero();
                }));
    nodes.forEach(ManagerNode::close);
    authority.close();
  }

  /** Claims run out, suspects are retired. */
  private void quiesce() {
    authority.letDeadlinesPass();
    for (ManagerNode node : nodes) {
      node.stock.sweepNow();
    }
  }

  private List<String> rows(String manager, String type) {
    return authority.texts(
        "SELECT name FROM berth_resource WHERE availability <> 'RETIRED' AND manager = '"
            + manager
            + "' AND type = '"
            + type
            + "'");
  }

  private ManagerNode node(ResourceManager manager) {
    return node(manager, ManagerNode.CALM);
  }

  private ManagerNode node(ResourceManager manager, AllocatorSettings settings) {
    Map<String, Factory> shared =
        factories.computeIfAbsent(
            manager.name(),
            name -> {
              Map<String, Factory> byType = new LinkedHashMap<>();
              byType.put("workspace", new Factory());
              byType.put("mailbox", new Factory());
              return byType;
            });
    ManagerNode node =
        new ManagerNode(authority.database(), manager, settings, shared, Optional.empty());
    nodes.add(node);
    return node;
  }

  private Map<Availability, Integer> states(String type) {
    return nodes.get(0).tables.stock().states("rm-a", type);
  }

  @Test
  void twentyParallelSignUpsOfOneConsumerAreOne() {
    ManagerNode first = node(A).fill("workspace", 30).fill("mailbox", 30);
    ManagerNode second = node(A);
    ManagerNode other = node(B).fill("workspace", 30).fill("mailbox", 30);
    List<ManagerNode> all = List.of(first, second, other);
    AtomicInteger next = new AtomicInteger();
    List<Association> answers =
        Authority.together(
            20,
            () -> all.get(next.getAndIncrement() % 3).associator.register(ANN, BUNDLE, counting));
    System.out.println("20 parallel sign-ups of one consumer at 3 nodes of 2 managers: 1");
    assertThat(answers.stream().distinct()).hasSize(1);
    assertThat(enrolled).hasValue(1);
    assertThat(authority.number("SELECT count(*) FROM berth_resource WHERE owner IS NOT NULL"))
        .isEqualTo(2);
    assertThat(all.stream().mapToInt(each -> each.desk.told.size()).sum()).isEqualTo(1);
    assertThat(all.stream().mapToInt(each -> each.desk.identified.size()).sum()).isEqualTo(1);
  }

  @Test
  void sixtyFourConsumersRaceForTenBundles() {
    ManagerNode first = node(A).fill("workspace", 10).fill("mailbox", 12);
    ManagerNode second = node(A);
    AtomicInteger next = new AtomicInteger();
    List<Object> answers =
        Authority.together(
            64,
            () -> {
              int number = next.incrementAndGet();
              ManagerNode node = number % 2 == 0 ? first : second;
              try {
                return node.associator.register(ConsumerId.of("c" + number), BUNDLE);
              } catch (StockOutException e) {
                return e;
              }
            });
    List<Association> won =
        answers.stream()
            .filter(Association.class::isInstance)
            .map(Association.class::cast)
            .toList();
    System.out.println("64 consumers raced for 10 bundles: " + won.size() + " bound, 0 double");
    assertThat(won).hasSize(10);
    assertThat(won.stream().flatMap(each -> each.resources().stream()).map(Resource::name))
        .hasSize(20)
        .doesNotHaveDuplicates();
    assertThat(states("mailbox")).isEqualTo(Map.of(Availability.BOUND, 10, Availability.FREE, 2));
  }

  @Test
  void failureAtAnyStepLeavesNothingHalfBoundAndTheRetrySucceeds() {
    ManagerNode node = node(A).fill("workspace", 10).fill("mailbox", 10);
    RuntimeException fault = new IllegalArgumentException("planted");
    Map<String, Runnable> faults = new LinkedHashMap<>();
    faults.put(
        "first personaliser",
        () -> factories("workspace").beforePersonalise = resource -> fail(fault));
    faults.put(
        "second personaliser",
        () -> factories("mailbox").beforePersonalise = resource -> fail(fault));
    faults.forEach(
        (step, plant) -> {
          plant.run();
          ConsumerId consumer = ConsumerId.of(step);
          assertThatThrownBy(() -> node.associator.register(consumer, BUNDLE, counting))
              .isInstanceOf(RegistrationException.class)
              .hasRootCause(fault);
          assertThat(node.tables.associations().standing(consumer)).isEmpty();
          factories("workspace").beforePersonalise = resource -> {};
          factories("mailbox").beforePersonalise = resource -> {};
          assertThat(node.associator.register(consumer, BUNDLE, counting).resources()).hasSize(2);
        });
    assertThat(enrolled).hasValue(faults.size());
  }

  private Factory factories(String type) {
    Factory factory = factories.getOrDefault("rm-a", Map.of()).get(type);
    assertThat(factory).isNotNull();
    return factory;
  }

  private static void fail(RuntimeException fault) {
    throw fault;
  }

  @Test
  void exceptionOfTheApplicationReachesTheCallerUnchanged() {
    ManagerNode node = node(A).fill("workspace", 2);
    RuntimeException taken = new IllegalStateException("the name is taken");
    assertThatThrownBy(
            () ->
                node.associator.register(
                    ANN, Requirements.of("workspace"), association -> fail(taken)))
        .isSameAs(taken);
    assertThat(node.tables.associations().standing(ANN)).isEmpty();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.FREE, 1, Availability.SUSPECT, 1));
    assertThat(node.desk.published).isEmpty();
    assertThat(node.desk.told).isEmpty();
  }

  @Test
  void claimWhoseNodeDiedIsTakenOverAndNothingLeaks() {
    ManagerNode node = node(A).fill("workspace", 3);
    Ask ask = new Ask(ANN, "rm-a", List.of("workspace"), Duration.ofSeconds(60), true);
    assertThat(node.tables.claims().claim(ask)).isInstanceOf(Claim.Granted.class);
    authority.letDeadlinesPass();
    Association bound = node.associator.register(ANN, Requirements.of("workspace"), counting);
    assertThat(enrolled).hasValue(1);
    assertThat(node.associator.locate(ANN)).contains(bound);
    quiesce();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.FREE, 1, Availability.BOUND, 1, Availability.RETIRED, 1));
  }

  @Test
  void nodeThatDiedAfterTheBindingHasRegisteredTheConsumer() {
    ManagerNode node = node(A).fill("workspace", 3);
    Ask ask = new Ask(ANN, "rm-a", List.of("workspace"), Duration.ofSeconds(60), true);
    Association claimed = ((Claim.Granted) node.tables.claims().claim(ask)).association();
    node.tables.claims().bind(claimed, Optional.empty());
    Association found = node.associator.register(ANN, Requirements.of("workspace"), counting);
    assertThat(found.epoch()).isEqualTo(claimed.epoch());
    assertThat(enrolled).hasValue(0);
    assertThat(node.desk.published).containsExactly(found);
  }

  @Test
  void frozenNodeThatThawsAfterItsLeaseBindsNothing() throws Exception {
    ManagerNode frozen = node(A).fill("workspace", 3);
    ManagerNode other = node(A);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch thaw = new CountDownLatch(1);
    CompletableFuture<Association> late =
        CompletableFuture.supplyAsync(
            () ->
                frozen.associator.register(
                    ANN,
                    Requirements.of("workspace"),
                    association -> {
                      entered.countDown();
                      await(thaw);
                    }));
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    authority.letDeadlinesPass();
    Association bound = other.associator.register(ANN, Requirements.of("workspace"), counting);
    thaw.countDown();
    assertThatThrownBy(late::join).hasCauseInstanceOf(RegistrationException.class);
    assertThat(other.associator.locate(ANN)).contains(bound);
    assertThat(frozen.desk.told).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void emptyStockIsMadeWithinTheBudget() {
    ManagerNode node =
        node(
            A,
            new AllocatorSettings(
                new PoolPolicy(0, 0, 4),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                2,
                Duration.ZERO,
                Duration.ofSeconds(1)));
    node.stock.start();
    Association bound = node.associator.register(ANN, BUNDLE, counting);
    assertThat(bound.resources())
        .extracting(Resource::type)
        .containsExactly("workspace", "mailbox");
    // A maker that looks between the claim and its thanks may begin one more; never more than that.
    assertThat(factories("workspace").attempts()).isBetween(1, 2);
  }

  @Test
  void emptyStockThatCannotBeMadeSaysWhenToComeAgain() {
    ManagerNode node = node(A);
    assertThatThrownBy(() -> node.associator.register(ANN, BUNDLE))
        .isInstanceOfSatisfying(
            StockOutException.class,
            e -> assertThat(e.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)))
        .hasMessageContaining("workspace")
        .hasMessageContaining("berth.stock.wait");
    assertThat(node.tables.associations().standing(ANN)).isEmpty();
  }

  @Test
  void unknownTypeIsRefusedByName() {
    ManagerNode node = node(A);
    assertThatThrownBy(() -> node.associator.register(ANN, Requirements.of("licence")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("licence")
        .hasMessageContaining("workspace");
  }

  @Test
  void consumerWhoWantsToBeElsewhereIsReservedThereAndCompletedThere() {
    ManagerNode here = node(A).fill("workspace", 1).fill("mailbox", 1);
    ManagerNode there = node(B).fill("workspace", 1).fill("mailbox", 1);
    Association reserved = here.associator.register(ANN, BUNDLE.near("us"), counting);
    assertThat(reserved.home()).isEqualTo("rm-b");
    assertThat(enrolled).hasValue(0);
    assertThat(here.desk.published).containsExactly(reserved);
    assertThat(here.desk.identified).containsExactly(reserved);
    Association bound = there.associator.register(ANN, BUNDLE.near("us"), counting);
    assertThat(enrolled).hasValue(1);
    assertThat(bound.version()).isGreaterThan(reserved.version());
    assertThat(bound.resources()).allMatch(each -> each.manager().equals("rm-b"));
    assertThat(here.associator.register(ANN, BUNDLE.near("us"), counting)).isEqualTo(bound);
    assertThat(enrolled).hasValue(1);
  }

  @Test
  void reservationThatNobodyCompletesIsPlacedAnew() {
    ManagerNode here = node(A).fill("workspace", 2);
    node(B).fill("workspace", 1);
    Requirements wish = Requirements.of("workspace").near("us");
    Association reserved = here.associator.register(ANN, wish, counting);
    authority.letDeadlinesPass();
    Association bound = here.associator.register(ANN, wish, counting);
    assertThat(bound.home()).as("the other manager has no stock left").isEqualTo("rm-a");
    assertThat(bound.version()).isGreaterThan(reserved.version());
  }

  @Test
  void fullManagerSendsTheConsumerToOneWithStock() {
    ManagerNode here = node(new ResourceManager("rm-a", "eu", 1)).fill("workspace", 1);
    ManagerNode there = node(B).fill("workspace", 1);
    here.associator.register(ConsumerId.of("first"), Requirements.of("workspace"));
    Association reserved = here.associator.register(ANN, Requirements.of("workspace"), counting);
    assertThat(reserved.home()).isEqualTo("rm-b");
    assertThat(there.associator.register(ANN, Requirements.of("workspace"), counting).home())
        .isEqualTo("rm-b");
  }

  /** How many round trips to the authority a sign-up from stock may cost. */
  abstract int roundTrips();

  @Test
  void signUpFromStockCostsFewRoundTrips() {
    node(A).fill("workspace", 3);
    try (CountedDatabase counted = authority.counted()) {
      ManagerNode node =
          new ManagerNode(
              counted.database(),
              A,
              ManagerNode.CALM,
              factories.getOrDefault("rm-a", Map.of()),
              Optional.empty());
      node.associator.register(ConsumerId.of("first"), Requirements.of("workspace"));
      counted.trips();
      node.associator.register(ANN, Requirements.of("workspace"));
      int trips = counted.trips();
      System.out.println("a sign-up from stock costs " + trips + " round trips to the authority");
      assertThat(trips).isLessThanOrEqualTo(roundTrips());
      node.close();
    }
  }

  @Test
  void exportThatFailsLeavesNothingHalfBound() {
    node(A).fill("workspace", 1);
    RuntimeException broken = new IllegalStateException("planted: no such schema");
    ConsumerReplicator carrier =
        new ConsumerReplicator() {
          @Override
          public byte[] export(Association association) {
            throw broken;
          }

          @Override
          public void importConsumer(Association association, byte[] exported) {}
        };
    ManagerNode node =
        new ManagerNode(
            authority.database(),
            A,
            ManagerNode.CALM,
            factories.getOrDefault("rm-a", Map.of()),
            Optional.of(carrier));
    nodes.add(node);
    assertThatThrownBy(() -> node.associator.register(ANN, Requirements.of("workspace"), counting))
        .isInstanceOf(RegistrationException.class)
        .hasCause(broken);
    assertThat(enrolled).hasValue(1);
    assertThat(node.tables.associations().standing(ANN)).isEmpty();
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.SUSPECT, 1));
  }

  @Test
  void nobodyIsSentToAManagerThatDoesNotAccept() {
    ManagerNode here = node(A).fill("workspace", 1);
    node(B).fill("workspace", 1);
    here.unreachable.add("rm-b");
    Requirements wish = Requirements.of("workspace").near("us");
    assertThat(here.associator.register(ANN, wish, counting).home()).isEqualTo("rm-a");
    assertThatThrownBy(() -> here.associator.register(ConsumerId.of("late"), wish))
        .isInstanceOf(StockOutException.class);
  }

  @Test
  void positionIsTakenAfterTheCommit() {
    ManagerNode node = node(A).fill("workspace", 1);
    Position end = Position.of("main", new LogPoint(1, 7));
    List<Boolean> bound = new ArrayList<>();
    node.desk.position =
        () -> {
          bound.add(node.tables.associations().find(ANN).isPresent());
          return end;
        };
    Association association = node.associator.register(ANN, Requirements.of("workspace"));
    assertThat(bound).containsExactly(true);
    assertThat(association.position()).isEqualTo(end);
    assertThat(node.associator.locate(ANN).orElseThrow().position()).isEqualTo(end);
    assertThat(node.desk.published).containsExactly(association);
  }

  @Test
  void consumersAreToldApartCharacterByCharacter() {
    ManagerNode node = node(A).fill("workspace", 6);
    Set<String> names = new TreeSet<>();
    List<String> ids =
        List.of("ann", "Ann", "ann ", "\u00e4nn", "a\u0308nn", "'; DROP TABLE berth_resource; --");
    for (String id : ids) {
      Association bound = node.associator.register(ConsumerId.of(id), Requirements.of("workspace"));
      names.add(bound.resources().get(0).name());
      assertThat(node.associator.locate(ConsumerId.of(id))).contains(bound);
    }
    assertThat(names).hasSize(ids.size());
  }
}
