package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.ResourceManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final ResourceManager HERE = new ResourceManager("here", "eu", 10);
  private static final ResourceManager NEAR = new ResourceManager("near", "eu", 10);
  private static final ResourceManager FAR = new ResourceManager("far", "us", 10);
  private static final ResourceManager FARTHER = new ResourceManager("farther", "us", 10);
  private static final List<ResourceManager> ALL = List.of(FARTHER, FAR, NEAR, HERE);
  private static final Requirements ANY = Requirements.of("workspace", "mailbox");

  private static Map<String, Integer> stock(int workspaces, int mailboxes) {
    return Map.of("workspace", workspaces, "mailbox", mailboxes);
  }

  private static List<String> elsewhere(
      Requirements needs, Map<String, Map<String, Integer>> free) {
    return Placement.elsewhere(HERE, needs, Placement.offers(ALL, free, needs));
  }

  @Test
  void localManagerIsWantedUnlessAnotherLocationIs() {
    assertThat(Placement.isLocalWanted(HERE, ANY)).isTrue();
    assertThat(Placement.isLocalWanted(HERE, ANY.near("eu"))).isTrue();
    assertThat(Placement.isLocalWanted(HERE, ANY.near("us"))).isFalse();
  }

  @Test
  void bundleIsOfferedAsOftenAsItsScarcestType() {
    assertThat(Placement.offers(List.of(NEAR), Map.of("near", stock(9, 2)), ANY))
        .containsExactly(new Offer(NEAR, 2));
    assertThat(Placement.offers(List.of(NEAR), Map.of(), ANY)).containsExactly(new Offer(NEAR, 0));
  }

  @Test
  void nearComesBeforeFarAndMoreBeforeLess() {
    Map<String, Map<String, Integer>> free =
        Map.of(
            "here", stock(9, 9), "near", stock(1, 1), "far", stock(5, 5), "farther", stock(7, 7));
    assertThat(elsewhere(ANY, free)).containsExactly("near", "farther", "far");
    assertThat(elsewhere(ANY.near("us"), free)).containsExactly("farther", "far", "near");
  }

  @Test
  void managerWithoutAWholeBundleIsNotAsked() {
    assertThat(elsewhere(ANY, Map.of("near", stock(5, 0), "far", stock(1, 1))))
        .containsExactly("far");
  }

  @Test
  void equalsAreOrderedByNameSoThatEveryNodeChoosesAlike() {
    assertThat(elsewhere(ANY, Map.of("far", stock(3, 3), "farther", stock(3, 3))))
        .containsExactly("far", "farther");
  }

  @Test
  void onlyTheWantedLocationIsAskedFirst() {
    Requirements needs = ANY.near("us");
    Map<String, Map<String, Integer>> free = Map.of("near", stock(3, 3), "far", stock(1, 1));
    assertThat(Placement.inWantedLocation(HERE, needs, Placement.offers(ALL, free, needs)))
        .containsExactly("far");
  }
}
