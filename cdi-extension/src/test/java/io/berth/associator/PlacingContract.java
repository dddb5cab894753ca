package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever the placement thinks, the claim looks again: drained managers get nobody. */
abstract class PlacingContract extends SiteContract {
  private static final Requirements WISH = Requirements.of("workspace");
  private static final ResourceManager NEAR = new ResourceManager("rm-near", "eu", 10_000);

  @Test
  void aDrainedManagerGetsNobodyWhateverItsStock() {
    ManagerNode here = node(A).fill("workspace", 3);
    ManagerNode there = node(B).fill("workspace", 1);
    here.unreachable.add("rm-a");
    assertThat(here.associator.register(ANN, WISH).home()).isEqualTo("rm-b");
    assertThatThrownBy(() -> here.associator.register(ConsumerId.of("bob"), WISH))
        .isInstanceOf(StockOutException.class)
        .hasMessageContaining("takes consumers");
    assertThat(there.associator.register(ANN, WISH).home()).isEqualTo("rm-b");
    assertThat(here.associator.register(ANN, WISH).home())
        .as("who is known stays known")
        .isEqualTo("rm-b");
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.FREE, 3));
  }

  @Test
  void whoIsDrainedIsNotEvenOffered() {
    ManagerNode here = node(A);
    node(B).fill("workspace", 1);
    node(NEAR).fill("workspace", 1);
    here.unreachable.add("rm-near");
    List<String> offered = new ArrayList<>();
    here.placement =
        (needs, local, offers) -> {
          offers.forEach(offer -> offered.add(offer.name()));
          return List.of("rm-b");
        };
    here.associator.register(ANN, WISH);
    assertThat(offered).containsExactlyInAnyOrder("rm-a", "rm-b");
  }

  /** Stock of another variant serves nobody, so it is not offered. */
  @Test
  void onlyStockOfTheWantedVariantCounts() {
    factory(NEAR, "workspace").variants = Set.of("", "fr");
    factory(A, "workspace").variants = Set.of("", "fr");
    factory(A, "workspace").chooser = attributes -> attributes.getOrDefault("country", "");
    ManagerNode here = node(A);
    node(B).fill("workspace", 1);
    node(NEAR).fillVariant("workspace", "fr", 3);
    List<Offer> seen = new ArrayList<>();
    here.placement =
        (needs, local, offers) -> {
          seen.addAll(offers);
          return Placement.nearest().order(needs, local, offers);
        };
    assertThat(here.associator.register(ANN, WISH).home()).isEqualTo("rm-b");
    assertThat(seen).contains(new Offer(B, 1, 9_999), new Offer(NEAR, 0, 9_997));
    ConsumerId bob = ConsumerId.of("bob");
    assertThat(here.associator.register(bob, WISH.with("country", "fr")).home())
        .isEqualTo("rm-near");
  }

  @Test
  void aManagerThatIsDrainedBetweenOfferAndClaimGetsNobody() {
    ManagerNode here = node(A);
    node(B).fill("workspace", 1);
    node(NEAR).fill("workspace", 1);
    here.placement =
        (needs, local, offers) -> {
          here.unreachable.add("rm-near");
          return List.of("rm-near", "rm-b");
        };
    assertThat(here.associator.register(ANN, WISH).home()).isEqualTo("rm-b");
    assertThat(here.tables.stock().states("rm-near", "workspace"))
        .isEqualTo(Map.of(Availability.FREE, 1));
  }

  @Test
  void aManagerWhoseStockIsTakenBetweenOfferAndClaimIsPassedOver() {
    ManagerNode here = node(A);
    node(B).fill("workspace", 1);
    ManagerNode near = node(NEAR).fill("workspace", 1);
    List<Integer> offered = new ArrayList<>();
    here.placement =
        (needs, local, offers) -> {
          offers.stream()
              .filter(offer -> offer.name().equals("rm-near"))
              .forEach(offer -> offered.add(offer.bundles()));
          near.associator.register(ConsumerId.of("faster"), WISH);
          return List.of("rm-near", "rm-b");
        };
    assertThat(here.associator.register(ANN, WISH).home()).isEqualTo("rm-b");
    assertThat(offered).containsExactly(1);
  }

  @Test
  void whatIsHeldAtADrainedManagerStaysThere() {
    ManagerNode here = node(A).fill("workspace", 2);
    ManagerNode there = node(B).fill("workspace", 2);
    String here1 = here.associator.hold(WISH).orElseThrow().text();
    String there1 = there.associator.hold(WISH).orElseThrow().text();
    here.unreachable.add("rm-a");
    assertThat(here.associator.register(ANN, WISH.holding(here1)).home()).isEqualTo("rm-b");
    here.unreachable.remove("rm-a");
    here.unreachable.add("rm-b");
    assertThat(here.associator.register(ConsumerId.of("bob"), WISH.holding(there1)).home())
        .isEqualTo("rm-a");
  }

  @Test
  void whoIsNearAndHasStockComesBeforeWhoMustMakeIt() {
    ManagerNode here = node(A);
    node(B).fill("workspace", 9);
    node(NEAR).fill("workspace", 1);
    assertThat(here.associator.register(ANN, WISH).home()).isEqualTo("rm-near");
    assertThat(here.associator.register(ConsumerId.of("bob"), WISH).home()).isEqualTo("rm-b");
  }

  /** Packing instead of spreading: who has the least room is filled first. */
  @Test
  void anotherPlacementDecidesFromWhatIsOffered() {
    ManagerNode here = node(A).fill("workspace", 1);
    node(new ResourceManager("rm-b", "us", 7)).fill("workspace", 2);
    node(NEAR).fill("workspace", 3);
    List<Offer> seen = new ArrayList<>();
    here.placement =
        (needs, local, offers) -> {
          seen.addAll(offers);
          return offers.stream()
              .sorted((one, other) -> Integer.compare(one.room(), other.room()))
              .map(Offer::name)
              .toList();
        };
    assertThat(here.associator.register(ANN, WISH).home()).isEqualTo("rm-b");
    assertThat(seen)
        .containsExactlyInAnyOrder(
            new Offer(A, 1, 9_999),
            new Offer(new ResourceManager("rm-b", "us", 7), 2, 5),
            new Offer(NEAR, 3, 9_997));
  }

  @Test
  void aPlacementThatFailsFailsTheSignUpBeforeAnythingIsClaimed() {
    ManagerNode here = node(A).fill("workspace", 1);
    node(B).fill("workspace", 1);
    RuntimeException fault = new IllegalStateException("planted");
    here.placement =
        (needs, local, offers) -> {
          throw fault;
        };
    assertThatThrownBy(() -> here.associator.register(ANN, WISH))
        .isInstanceOf(RegistrationException.class)
        .hasCause(fault);
    here.placement = (needs, local, offers) -> List.of("rm-b", "rm-nowhere");
    assertThatThrownBy(() -> here.associator.register(ANN, WISH))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("rm-nowhere");
    assertThat(here.tables.associations().standing(ANN)).isEmpty();
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.FREE, 1));
  }
}
