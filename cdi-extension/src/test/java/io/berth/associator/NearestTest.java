package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.ResourceManager;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest extends PlacementContract {
  private static final ResourceManager HERE = new ResourceManager("here", "eu", 10);
  private static final ResourceManager NEAR = new ResourceManager("near", "eu", 10);
  private static final ResourceManager FAR = new ResourceManager("far", "us", 10);
  private static final ResourceManager FARTHER = new ResourceManager("farther", "us", 10);
  private static final Requirements ANY = Requirements.of("workspace", "mailbox");

  @Override
  protected Placement placement() {
    return Placement.nearest();
  }

  private static Offer offer(ResourceManager manager, int bundles) {
    return new Offer(manager, bundles, 5);
  }

  private List<String> order(Requirements needs, Offer... offers) {
    return placement().order(needs, HERE, List.of(offers));
  }

  @Test
  void localManagerIsFirstUnlessAnotherLocationIsWanted() {
    assertThat(placement().isLocalFirst(ANY, HERE)).isTrue();
    assertThat(placement().isLocalFirst(ANY.near("eu"), HERE)).isTrue();
    assertThat(placement().isLocalFirst(ANY.near("us"), HERE)).isFalse();
  }

  @Test
  void nearComesBeforeFarAndMoreBeforeLess() {
    Offer[] all = {offer(FAR, 5), offer(FARTHER, 7), offer(NEAR, 1), offer(HERE, 1)};
    assertThat(order(ANY, all)).containsExactly("here", "near", "farther", "far");
    assertThat(order(ANY.near("us"), all)).containsExactly("farther", "far", "here", "near");
  }

  @Test
  void localManagerIsPreferredAtATieOnly() {
    assertThat(order(ANY, offer(NEAR, 9), offer(HERE, 1))).containsExactly("here", "near");
    assertThat(order(ANY, offer(NEAR, 9), offer(HERE, 0))).containsExactly("near", "here");
    assertThat(order(ANY, offer(FAR, 9), offer(HERE, 0)))
        .as("making it here comes before somebody far away")
        .containsExactly("here", "far");
  }

  @Test
  void equallyMuchStockIsDecidedByFreeCapacity() {
    assertThat(order(ANY, new Offer(FAR, 3, 1), new Offer(FARTHER, 3, 2)))
        .containsExactly("farther", "far");
    assertThat(order(ANY, new Offer(FAR, 4, 1), new Offer(FARTHER, 3, 2)))
        .containsExactly("far", "farther");
  }

  @Test
  void managerWithoutAWholeBundleIsNotAsked() {
    assertThat(order(ANY, offer(NEAR, 0), offer(FAR, 1))).containsExactly("far");
  }

  @Test
  void equalsAreOrderedByNameSoThatEveryNodeChoosesAlike() {
    assertThat(order(ANY, offer(FARTHER, 3), offer(FAR, 3))).containsExactly("far", "farther");
  }

  @Test
  void anImpossibleOfferIsRefusedWithItsNumbers() {
    assertThatThrownBy(() -> new Offer(HERE, -1, 0)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new Offer(HERE, 0, -2)).hasMessageContaining("-2");
  }
}
