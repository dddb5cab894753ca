package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.PoolPolicy;
import io.berth.allocator.PoolRules;
import io.berth.allocator.SignUpLimits;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import io.berth.store.Authority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Slow personalisers, repeated and forged requests, floods and nonsense: nothing is half-bound. */
abstract class SignUpFaultsContract extends SiteContract {
  private static final Requirements WISH = Requirements.of("workspace");
  private static final Requirements BUNDLE = Requirements.of("workspace", "mailbox");

  private static AllocatorSettings limited(Duration personalise, int waiting, Duration stockWait) {
    return settings(new PoolPolicy(0, 0, 100), stockWait)
        .with(
            PoolRules.USUAL,
            new SignUpLimits(Duration.ofMinutes(10), personalise, waiting, Duration.ofHours(1)));
  }

  @Test
  void aPersonaliserThatHangsFailsTheSignUpInTimeAndLeavesNothingHalfBound() {
    ManagerNode node =
        node(A, limited(Duration.ofMillis(200), 9, Duration.ZERO))
            .fill("workspace", 3)
            .fill("mailbox", 3);
    CountDownLatch hang = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    factory(A, "mailbox").beforePersonalise =
        resource -> {
          if (calls.incrementAndGet() == 1) {
            pass(hang);
          }
        };
    long start = System.nanoTime();
    assertThatThrownBy(() -> node.associator.register(ANN, BUNDLE))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("berth.personalise.timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(node.tables.associations().standing(ANN)).isEmpty();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.FREE, 2, Availability.SUSPECT, 1));
    Association bound = node.associator.register(ANN, BUNDLE);
    assertThat(bound.resources()).hasSize(2);
    node.stock.sweepNow();
    assertThat(states("mailbox"))
        .as("what hangs is in somebody's hands and is not retired")
        .containsEntry(Availability.SUSPECT, 1);
    hang.countDown();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              quiesce();
              return states("mailbox").getOrDefault(Availability.SUSPECT, 0) == 0;
            });
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theSameKeyAndBodyIsOneSignUpHoweverOftenItComes() {
    ManagerNode first = node(A).fill("workspace", 30);
    ManagerNode second = node(A);
    RequestKey key = RequestKey.of("k-1", "name=ann");
    AtomicInteger next = new AtomicInteger();
    AtomicInteger enrolled = new AtomicInteger();
    List<Association> answers =
        Authority.together(
            20,
            () ->
                (next.incrementAndGet() % 2 == 0 ? first : second)
                    .associator.register(
                        ANN, WISH.once(key), association -> enrolled.incrementAndGet()));
    assertThat(answers.stream().distinct()).hasSize(1);
    assertThat(enrolled).hasValue(1);
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefusedAndChangesNothing() {
    ManagerNode node = node(A).fill("workspace", 3);
    Association bound = node.associator.register(ANN, WISH.once(RequestKey.of("k-1", "name=ann")));
    assertThatThrownBy(
            () -> node.associator.register(ANN, WISH.once(RequestKey.of("k-1", "name=eve"))))
        .isInstanceOf(KeyReusedException.class)
        .hasMessageContaining("422")
        .hasMessageNotContaining(ANN.value());
    assertThatThrownBy(
            () ->
                node.associator.register(
                    ConsumerId.of("eve"), WISH.once(RequestKey.of("k-1", "name=ann"))))
        .isInstanceOf(KeyReusedException.class);
    assertThat(node.associator.locate(ConsumerId.of("eve"))).isEmpty();
    assertThat(node.associator.register(ANN, WISH.once(RequestKey.of("k-1", "name=ann"))))
        .isEqualTo(bound);
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.BOUND, 1, Availability.FREE, 2));
  }

  @Test
  void ofTwoBodiesThatRaceWithOneKeyOneWins() {
    ManagerNode node = node(A).fill("workspace", 30);
    AtomicInteger next = new AtomicInteger();
    List<String> answers =
        Authority.together(
            20,
            () -> {
              String name = "c" + next.incrementAndGet() % 2;
              try {
                node.associator.register(
                    ConsumerId.of(name), WISH.once(RequestKey.of("k-2", "name=" + name)));
                return name;
              } catch (KeyReusedException e) {
                return "refused";
              }
            });
    assertThat(answers.stream().filter(each -> !each.equals("refused")).distinct()).hasSize(1);
    assertThat(answers.stream().filter(each -> each.equals("refused"))).hasSize(10);
    assertThat(states("workspace")).containsEntry(Availability.BOUND, 1);
  }

  @Test
  void twoKeysOfOneConsumerAreOneConsumer() {
    ManagerNode node = node(A).fill("workspace", 30);
    AtomicInteger next = new AtomicInteger();
    List<Association> answers =
        Authority.together(
            16,
            () ->
                node.associator.register(
                    ANN, WISH.once(RequestKey.of("k-" + next.incrementAndGet(), "name=ann"))));
    assertThat(answers.stream().distinct()).hasSize(1);
    quiesce();
    assertThat(states("workspace").get(Availability.BOUND)).isEqualTo(1);
  }

  @Test
  void aKeyWhoseSignUpFailedMayComeAgainWithItsOwnBodyOnly() {
    ManagerNode node = node(A);
    Requirements mine = WISH.once(RequestKey.of("k-3", "name=ann"));
    assertThatThrownBy(() -> node.associator.register(ANN, mine))
        .isInstanceOf(StockOutException.class);
    node.fill("workspace", 1);
    assertThatThrownBy(
            () -> node.associator.register(ANN, WISH.once(RequestKey.of("k-3", "name=bob"))))
        .isInstanceOf(KeyReusedException.class);
    assertThat(node.associator.register(ANN, mine).resources()).hasSize(1);
  }

  @Test
  void aKeyIsRememberedForItsLifeAndNoLonger() {
    ManagerNode node =
        node(A, limited(Duration.ofSeconds(5), 4, Duration.ZERO)).fill("workspace", 2);
    node.associator.register(ANN, WISH.once(RequestKey.of("k-4", "name=ann")));
    ConsumerId bob = ConsumerId.of("bob");
    Requirements other = WISH.once(RequestKey.of("k-4", "name=bob"));
    authority.execute("UPDATE berth_request SET seen_at = seen_at - INTERVAL '59' MINUTE");
    node.stock.sweepNow();
    assertThatThrownBy(() -> node.associator.register(bob, other))
        .isInstanceOf(KeyReusedException.class);
    authority.execute("UPDATE berth_request SET seen_at = seen_at - INTERVAL '2' MINUTE");
    node.stock.sweepNow();
    assertThat(node.associator.register(bob, other).resources()).hasSize(1);
  }

  /** RULES A9: the canary is the owner's id, in the rows of resources and in the real things. */
  @Test
  void whatIsRecycledHoldsNoByteOfItsFormerOwner() {
    ManagerNode node =
        node(new ResourceManager("rm-a", "eu", 2)).fill("workspace", 1).fill("mailbox", 1);
    List<String> former =
        node.associator.register(ANN, BUNDLE).resources().stream().map(Resource::name).toList();
    assertThat(factory(A, "mailbox").real().values()).contains(ANN.value());
    node.associator.release(ANN);
    quiesce();
    assertThat(
            authority.texts(
                "SELECT name FROM berth_resource WHERE owner IS NOT NULL OR hold IS NOT NULL"
                    + " OR name LIKE '%ann%'"))
        .isEmpty();
    for (String type : BUNDLE.types()) {
      assertThat(factory(A, type).real()).as(type).isEmpty();
    }
    node.fill("workspace", 1).fill("mailbox", 1); // in the room that was ANN's
    Association next = node.associator.register(ConsumerId.of("bob"), BUNDLE);
    assertThat(next.resources()).extracting(Resource::name).doesNotContainAnyElementsOf(former);
    assertThat(factory(A, "mailbox").real().values()).containsExactly("bob");
  }

  @Test
  void aFloodBeforeAnEmptyPoolHoldsUpNobodyElse() throws Exception {
    ManagerNode node =
        node(A, limited(Duration.ofSeconds(5), 4, Duration.ofSeconds(15))).fill("mailbox", 40);
    Association known = node.associator.register(ANN, Requirements.of("mailbox"));
    CountDownLatch block = new CountDownLatch(1);
    factory(A, "workspace").beforeProvision = resource -> pass(block);
    node.stock.start();
    List<CompletableFuture<String>> flood = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ConsumerId consumer = ConsumerId.of("flood" + i);
      flood.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  node.associator.register(consumer, WISH);
                  return "served";
                } catch (StockOutException e) {
                  return "refused";
                }
              },
              task -> new Thread(task).start()));
    }
    await()
        .atMost(Duration.ofSeconds(12))
        .until(() -> flood.stream().filter(CompletableFuture::isDone).count() >= 36);
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(node.associator.locate(ANN)).contains(known);
      node.associator.register(ConsumerId.of("m" + i), Requirements.of("mailbox"));
    }
    Duration others = Duration.ofNanos(System.nanoTime() - start);
    block.countDown();
    List<String> answers = flood.stream().map(CompletableFuture::join).toList();
    long served = answers.stream().filter("served"::equals).count();
    System.out.println(
        "40 before an empty pool: "
            + served
            + " served, the others refused at once; 20 other sign-ups meanwhile in "
            + others.toMillis()
            + " ms");
    assertThat(served).isEqualTo(4);
    assertThat(others).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void rowsOfTheApplicationAndTheBindingAreThereBothOrNeither() {
    ManagerNode node = node(A).fill("workspace", 5);
    authority.execute("CREATE TABLE account (email VARCHAR(128) PRIMARY KEY)");
    Association bound = node.associator.registerWith(ANN, WISH, SignUpFaultsContract::insert);
    assertThat(authority.texts("SELECT email FROM account")).containsExactly(ANN.value());
    assertThat(node.associator.locate(ANN)).contains(bound);
    assertThat(node.associator.registerWith(ANN, WISH, SignUpFaultsContract::insert))
        .isEqualTo(bound);

    ConsumerId bob = ConsumerId.of("bob");
    assertThatThrownBy(
            () ->
                node.associator.registerWith(
                    bob,
                    WISH,
                    (association, connection) -> {
                      insert(association, connection);
                      throw new IllegalStateException("planted");
                    }))
        .hasStackTraceContaining("planted");
    assertThat(node.associator.locate(bob)).isEmpty();

    ConsumerId eve = ConsumerId.of("eve");
    assertThatThrownBy(
            () ->
                node.associator.registerWith(
                    eve,
                    WISH,
                    (association, connection) -> {
                      expire(association, connection);
                      insert(association, connection);
                    }))
        .isInstanceOf(RegistrationException.class);
    assertThat(authority.texts("SELECT email FROM account")).containsExactly(ANN.value());
    assertThat(node.associator.registerWith(eve, WISH, SignUpFaultsContract::insert).home())
        .isEqualTo("rm-a");
  }

  private static void insert(Association association, Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO account (email) VALUES (?)")) {
      insert.setString(1, association.consumer().value());
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
  }

  /** As if the sweeper had come: the claim is not this one's any more. */
  private static void expire(Association association, Connection connection) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE berth_resource SET epoch = epoch + 1000000 WHERE owner = ?")) {
      update.setString(1, association.consumer().value());
      update.executeUpdate();
    }
  }

  @Test
  void anyUnicodeIsAConsumerAndNothingIsFolded() {
    List<String> ids =
        List.of(
            "a",
            "A",
            "\u0430",
            "\u00e9",
            "e\u0301",
            "\ufb01",
            "fi",
            "\u212a",
            "K",
            "\ud83d\ude00",
            "\u202eevil",
            "a\u200bb",
            "ab",
            " a",
            "a ",
            "x".repeat(128),
            "\ud83d\ude00".repeat(64),
            "'; DROP TABLE berth_association; --",
            "\" OR 1=1 --",
            "?1",
            "$1",
            "%s%n",
            "${jndi:ldap://x}",
            "\\",
            "%00");
    ManagerNode node = node(A).fill("workspace", ids.size());
    List<String> names = new ArrayList<>();
    for (String id : ids) {
      ConsumerId consumer = ConsumerId.of(id);
      Association bound =
          node.associator.register(consumer, WISH.once(RequestKey.of("k" + names.size(), id)));
      assertThat(node.associator.locate(consumer)).contains(bound);
      bound.resources().stream().map(Resource::name).forEach(names::add);
    }
    System.out.println(ids.size() + " odd consumer ids, each its own consumer");
    assertThat(names).hasSize(ids.size()).doesNotHaveDuplicates();
    assertThat(node.associator.release(ConsumerId.of("K"))).isPresent();
    assertThat(node.associator.locate(ConsumerId.of("\u212a"))).isPresent();
  }

  @Test
  void nonsenseIsRefusedWithTheValueAndTheBound() {
    ManagerNode node = node(A);
    assertThatThrownBy(() -> ConsumerId.of(""))
        .hasMessageContaining("1 to 128")
        .hasMessageEndingWith("0");
    assertThatThrownBy(() -> ConsumerId.of("x".repeat(129))).hasMessageEndingWith("129");
    assertThatThrownBy(() -> ConsumerId.of("a\r\nGET /")).hasMessageContaining("U+000D");
    assertThatThrownBy(() -> ConsumerId.of("a\u0000")).hasMessageContaining("U+0000");
    assertThatThrownBy(() -> ConsumerId.of("\ud800")).hasMessageContaining("U+D800");
    assertThatThrownBy(() -> RequestKey.of("", "x")).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> RequestKey.of("k".repeat(129), "x")).hasMessageContaining("129");
    assertThatThrownBy(() -> RequestKey.of("k\n", "x")).hasMessageContaining("control");
    assertThatThrownBy(() -> node.associator.register(ANN, Requirements.of("no\nsuch\u202e")))
        .hasMessageContaining("no?such?")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Requirements.of()).hasMessageContaining("at least one");
    assertThatThrownBy(() -> Requirements.of("a", "a")).hasMessageContaining("[a, a]");
    assertThatThrownBy(() -> new ResourceManager("rm-x", "", -1))
        .hasMessageContaining("at least 0, got -1");
    assertThatThrownBy(() -> new Resource("a", "b", "rm-x", "", 0, Availability.FREE))
        .hasMessageContaining("at least 1, got 0");
  }
}
