package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.PoolPolicy;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import io.berth.store.Authority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held while a form is filled in: used, given back or lapsed, and never lost. */
abstract class HoldContract extends SiteContract {
  private static final Requirements WISH = Requirements.of("workspace");
  private static final Requirements BUNDLE = Requirements.of("workspace", "mailbox");

  @Test
  void whatIsHeldWhenTheFormIsShownIsBoundWhenItIsPosted() {
    ManagerNode node = node(A).fill("workspace", 2).fill("mailbox", 2);
    Hold hold = node.associator.hold(BUNDLE).orElseThrow();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.CLAIMED, 1, Availability.FREE, 1));
    List<String> held =
        authority.texts("SELECT name FROM berth_resource WHERE hold IS NOT NULL ORDER BY name");
    Association bound = node.associator.register(ANN, BUNDLE.holding(hold.text()));
    assertThat(bound.resources())
        .extracting(Resource::name)
        .containsExactlyInAnyOrderElementsOf(held);
    assertThat(states("mailbox")).isEqualTo(Map.of(Availability.BOUND, 1, Availability.FREE, 1));
  }

  @Test
  void aHoldThatNobodyPostsComesBackAsStockByTheAuthoritysClock() {
    ManagerNode node = node(A).fill("workspace", 1);
    Hold hold = node.associator.hold(WISH).orElseThrow();
    node.stock.sweepNow();
    assertThat(node.stock.stock()).isEqualTo(Map.of("workspace", 0, "mailbox", 0));
    authority.letDeadlinesPass();
    node.stock.sweepNow();
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.FREE, 1));
    assertThat(factory(A, "workspace").real()).as("never retired").hasSize(1);
    Association bound = node.associator.register(ANN, WISH.holding(hold.text()));
    assertThat(bound.resources()).as("from stock, for the hold has lapsed").hasSize(1);
  }

  @Test
  void whatLapsedIsNotClaimedByItsHoldEvenBeforeItIsSwept() {
    ManagerNode node = node(A).fill("workspace", 2);
    Hold hold = node.associator.hold(WISH).orElseThrow();
    String held = authority.texts("SELECT name FROM berth_resource WHERE hold IS NOT NULL").get(0);
    authority.letDeadlinesPass();
    Association bound = node.associator.register(ANN, WISH.holding(hold.text()));
    assertThat(bound.resources()).extracting(Resource::name).doesNotContain(held);
  }

  @Test
  void anAbandonedFormGivesBackAtOnceAndOnlyOnce() {
    ManagerNode node = node(A).fill("workspace", 1);
    Hold hold = node.associator.hold(WISH).orElseThrow();
    node.associator.giveBack(hold.text());
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.FREE, 1));
    Association bound = node.associator.register(ANN, WISH);
    node.associator.giveBack(hold.text());
    assertThat(node.associator.locate(ANN)).contains(bound);
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.BOUND, 1));
  }

  @Test
  void holdsLeaveTheFloorToThoseWhoComeWithoutOne() {
    AllocatorSettings settings = settings(new PoolPolicy(3, 5, 10), Duration.ZERO);
    ManagerNode node = node(A, settings).fill("workspace", 5);
    assertThat(node.associator.hold(WISH)).isPresent();
    assertThat(node.associator.hold(WISH)).isPresent();
    assertThat(node.associator.hold(WISH)).isEmpty();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.FREE, 3, Availability.CLAIMED, 2));
  }

  @Test
  void oneHoldBindsOneConsumer() {
    ManagerNode node = node(A).fill("workspace", 8);
    Hold hold = node.associator.hold(WISH).orElseThrow();
    AtomicInteger next = new AtomicInteger();
    List<Association> answers =
        Authority.together(
            8,
            () ->
                node.associator.register(
                    ConsumerId.of("c" + next.incrementAndGet()), WISH.holding(hold.text())));
    assertThat(answers.stream().flatMap(each -> each.resources().stream()).map(Resource::name))
        .hasSize(8)
        .doesNotHaveDuplicates();
  }

  @Test
  void aHoldForABundleIsWholeOrNotAtAll() {
    ManagerNode node = node(A).fill("workspace", 1);
    assertThat(node.associator.hold(BUNDLE)).isEmpty();
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.FREE, 1));
  }

  @Test
  void aFormThatIsPostedElsewhereIsReservedWhereItsHoldIs() {
    ManagerNode there = node(A).fill("workspace", 1);
    ManagerNode here = node(B).fill("workspace", 1);
    Hold hold = there.associator.hold(WISH).orElseThrow();
    Association reserved = here.associator.register(ANN, WISH.holding(hold.text()));
    assertThat(reserved.home()).isEqualTo("rm-a");
    assertThat(there.associator.register(ANN, WISH.holding(hold.text())).home()).isEqualTo("rm-a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm-a",
        "rm-a~",
        "~",
        "rm-a~'; DROP TABLE x",
        "rm-b~AAAAAAAAAAAAAAAAAAAAAA",
        "\n",
        "a~b~c"
      })
  void whatIsNoHoldCountsAsNone(String text) {
    ManagerNode node = node(A).fill("workspace", 1);
    node.associator.giveBack(text);
    assertThat(node.associator.register(ANN, WISH.holding(text)).home()).isEqualTo("rm-a");
  }

  @Test
  void theCeilingHoldsWhenHoldsComeBack() {
    AllocatorSettings settings = settings(new PoolPolicy(0, 4, 4), Duration.ZERO);
    ManagerNode node = node(A, settings).fill("workspace", 4);
    for (int i = 0; i < 3; i++) {
      assertThat(node.associator.hold(WISH)).isPresent();
    }
    node.stock.start();
    await()
        .during(Duration.ofMillis(800))
        .atMost(Duration.ofSeconds(20))
        .until(() -> states("workspace").getOrDefault(Availability.FREE, 0) == 1);
    authority.letDeadlinesPass();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> states("workspace").equals(Map.of(Availability.FREE, 4)));
  }
}
