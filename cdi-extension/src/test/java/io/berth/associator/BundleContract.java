package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A bundle of three types, and a fault at each of its steps: all of it is bound, or nothing (RULES
 * A5).
 */
abstract class BundleContract extends SiteContract {
  private static final List<String> TYPES = List.of("workspace", "mailbox", "licence");
  private static final Requirements BUNDLE = Requirements.of(TYPES.toArray(String[]::new));
  private static final RuntimeException FAULT = new IllegalArgumentException("planted");
  private int planted;

  private ManagerNode bundles(int count) {
    factory(A, "licence");
    ManagerNode node = node(A);
    TYPES.forEach(type -> node.fill(type, count));
    return node;
  }

  private Factory made(String type) {
    return factory(A, type);
  }

  private static ConsumerId consumer(String step) {
    return ConsumerId.of(step + "@example.org");
  }

  /** Nothing is the consumer's: no row, and after sweeping no real thing; then all of it is. */
  private void nothingAndThenAll(ManagerNode node, ConsumerId consumer) {
    planted++;
    quiesce();
    assertThat(node.tables.associations().standing(consumer)).isEmpty();
    assertThat(
            authority.number(
                "SELECT count(*) FROM berth_resource WHERE owner = '" + consumer.value() + "'"))
        .as("rows of %s", consumer.value())
        .isZero();
    for (String type : TYPES) {
      assertThat(made(type).real().values()).as(type).doesNotContain(consumer.value());
    }
    Association bound = node.associator.register(consumer, BUNDLE);
    assertThat(bound.resources()).extracting(Resource::type).containsExactlyElementsOf(TYPES);
    for (Resource resource : bound.resources()) {
      assertThat(made(resource.type()).real()).containsEntry(resource.name(), consumer.value());
      assertThat(resource.availability()).isEqualTo(Availability.BOUND);
    }
  }

  @AfterEach
  void sayHowManyFaultsWerePlanted() {
    System.out.println("bundle of " + TYPES.size() + ": " + planted + " faults, 0 half bound");
  }

  @Test
  void whicheverTypeIsMissingNothingIsClaimed() {
    for (String missing : TYPES) {
      factory(A, "licence");
      ManagerNode node = nodes.isEmpty() ? node(A) : nodes.get(0);
      TYPES.stream().filter(each -> !each.equals(missing)).forEach(each -> node.fill(each, 1));
      assertThatThrownBy(() -> node.associator.register(consumer(missing), BUNDLE))
          .isInstanceOf(StockOutException.class)
          .hasMessageContaining(missing);
      assertThat(authority.number("SELECT count(*) FROM berth_resource WHERE owner IS NOT NULL"))
          .isEqualTo(3L * planted);
      node.fill(missing, 1);
      nothingAndThenAll(node, consumer(missing));
    }
  }

  @Test
  void aPersonaliserThatFailsAtAnyStepBindsNothing() {
    ManagerNode node = bundles(8);
    for (String type : TYPES) {
      made(type).beforePersonalise =
          resource -> {
            throw FAULT;
          };
      assertThatThrownBy(() -> node.associator.register(consumer(type), BUNDLE))
          .isInstanceOf(RegistrationException.class)
          .hasRootCause(FAULT);
      made(type).beforePersonalise = resource -> {};
      nothingAndThenAll(node, consumer(type));
    }
  }

  /** The provider did it and its answer was lost: the name is in it, and it is nobody's. */
  @Test
  void aPersonaliserWhoseAnswerIsLostAtAnyStepBindsNothing() {
    ManagerNode node = bundles(8);
    for (String type : TYPES) {
      ConsumerId consumer = consumer("lost-" + type);
      made(type).beforePersonalise =
          resource -> {
            made(type).real().put(resource.name(), consumer.value());
            throw FAULT;
          };
      assertThatThrownBy(() -> node.associator.register(consumer, BUNDLE))
          .isInstanceOf(RegistrationException.class);
      made(type).beforePersonalise = resource -> {};
      nothingAndThenAll(node, consumer);
    }
  }

  @Test
  void theApplicationThatFailsBindsNothing() {
    ManagerNode node = bundles(4);
    assertThatThrownBy(
            () ->
                node.associator.register(
                    ANN,
                    BUNDLE,
                    association -> {
                      throw FAULT;
                    }))
        .isSameAs(FAULT);
    nothingAndThenAll(node, ANN);
  }

  /** The database refuses one row of the bundle, when it is claimed and when it is bound. */
  @Test
  void aRowThatTheAuthorityRefusesAtAnyStepBindsNothing() {
    ManagerNode node = bundles(12);
    for (String state : List.of("CLAIMED", "BOUND")) {
      for (String type : TYPES) {
        ConsumerId consumer = consumer(state + "-" + type);
        refuse(consumer, type, state);
        assertThatThrownBy(() -> node.associator.register(consumer, BUNDLE))
            .isInstanceOf(RuntimeException.class);
        authority.execute("ALTER TABLE berth_resource DROP CONSTRAINT planted");
        nothingAndThenAll(node, consumer);
      }
    }
  }

  private void refuse(ConsumerId consumer, String type, String state) {
    authority.execute(
        "ALTER TABLE berth_resource ADD CONSTRAINT planted CHECK (owner IS NULL OR owner <> '"
            + consumer.value()
            + "' OR type <> '"
            + type
            + "' OR availability <> '"
            + state
            + "')");
  }

  /** The sweeper has taken one piece away between the claim and the binding. */
  @Test
  void aPieceThatWasSweptMeanwhileBindsNothing() {
    ManagerNode node = bundles(8);
    for (String type : TYPES) {
      ConsumerId consumer = consumer("swept-" + type);
      assertThatThrownBy(
              () ->
                  node.associator.register(
                      consumer, BUNDLE, association -> sweep(association, type)))
          .isInstanceOf(RegistrationException.class);
      nothingAndThenAll(node, consumer);
    }
  }

  private void sweep(Association association, String type) {
    authority.execute(
        "UPDATE berth_resource SET deadline = CURRENT_TIMESTAMP - INTERVAL '1' SECOND"
            + " WHERE owner = ?1 AND type = ?2",
        association.consumer().value(),
        type);
    assertThat(nodes.get(0).tables.stock().sweep()).isEqualTo(1);
  }

  /** What nobody completes at the other manager comes back whole, too. */
  @Test
  void aBundleThatIsReservedElsewhereAndAbandonedComesBackWhole() {
    factory(B, "licence");
    ManagerNode here = bundles(1);
    ManagerNode there = node(B);
    TYPES.forEach(type -> there.fill(type, 1));
    Association reserved = here.associator.register(ANN, BUNDLE.near("us"));
    assertThat(reserved.home()).isEqualTo("rm-b");
    quiesce();
    for (String type : TYPES) {
      assertThat(there.tables.stock().states("rm-b", type)).containsOnlyKeys(Availability.RETIRED);
    }
    Association bound = here.associator.register(ANN, BUNDLE.near("us"));
    assertThat(bound.home()).as("all of it at one manager").isEqualTo("rm-a");
    assertThat(bound.resources()).hasSize(3);
  }

  /** Two managers have a part each: nobody gets a bundle of both. */
  @Test
  void aBundleIsNeverPutTogetherFromTwoManagers() {
    factory(A, "licence");
    factory(B, "licence");
    ManagerNode here = node(A).fill("workspace", 1).fill("mailbox", 1);
    ManagerNode there = node(B).fill("licence", 1);
    for (ManagerNode node : List.of(here, there)) {
      assertThatThrownBy(() -> node.associator.register(ANN, BUNDLE))
          .isInstanceOf(StockOutException.class);
    }
    assertThat(authority.number("SELECT count(*) FROM berth_resource WHERE owner IS NOT NULL"))
        .isZero();
  }
}
