package io.berth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PositionTest {
  private static Position at(long epoch, long offset) {
    return Position.of("db", new LogPoint(epoch, offset));
  }

  @Test
  void anUnknownPositionIsNeverPassed() {
    assertThat(at(1, Long.MAX_VALUE).hasPassed(Position.UNKNOWN)).isFalse();
    assertThat(Position.UNKNOWN.hasPassed(Position.UNKNOWN)).isFalse();
  }

  @Test
  void theSamePlaceIsEnoughAndOneLessIsNot() {
    assertThat(at(1, 5).hasPassed(at(1, 5))).isTrue();
    assertThat(at(1, 4).hasPassed(at(1, 5))).isFalse();
  }

  @Test
  void placesOfAnotherEpochProveNothing() {
    assertThat(at(2, 9).hasPassed(at(1, 5))).isFalse();
    assertThat(at(1, 9).hasPassed(at(2, 5))).isFalse();
  }

  @Test
  void everyStoreMustHavePassed() {
    Position both = new Position(Map.of("db", new LogPoint(1, 5), "index", new LogPoint(1, 5)));
    assertThat(at(1, 5).hasPassed(both)).isFalse();
    assertThat(both.hasPassed(at(1, 5))).isTrue();
    assertThat(both.hasPassed(both)).isTrue();
  }

  @Test
  void aViewProvesByWatermarkByAcknowledgementAndNotOtherwise() {
    ResourceManager a = new ResourceManager("rm-a", "", 1);
    ResourceManager b = new ResourceManager("rm-b", "", 1);
    ResourceManager c = new ResourceManager("rm-c", "", 1);
    View view =
        new View(
            "node", a, List.of(b, c), List.of(), List.of(new Watermark("rm-b", "rm-a", at(1, 7))));
    Association placed =
        new Association(ConsumerId.of("ann"), "rm-a", List.of(), 1, 1, at(1, 7), Set.of(), false);
    assertThat(view.holders(placed)).containsExactlyInAnyOrder("rm-a", "rm-b");
    assertThat(view.isProvenEverywhere(placed, new Scope.All())).isFalse();
    assertThat(view.isProvenEverywhere(placed, new Scope.Home())).isTrue();
    assertThat(view.isProvenEverywhere(placed.acknowledged("rm-c", 1), new Scope.All())).isTrue();
  }

  @Test
  void aFrontRouterHoldsNothingAndIsNotWaitedFor() {
    ResourceManager front = new ResourceManager("front", "", 0);
    View view = new View("n", front, List.of(), List.of(), List.of());
    assertThat(view.managers()).isEmpty();
  }
}
