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

  /** A promotion at 50: what came before it is in the new history, what came after it is lost. */
  @Test
  void anEarlierHistoryCountsUpToItsEnd() {
    Position applied =
        new Position(
            Map.of("db", new LogPoint(2, 60), Position.ended("db", 1), new LogPoint(1, 50)));
    assertThat(applied.hasPassed(at(1, 50))).isTrue();
    assertThat(applied.hasPassed(at(1, 51))).isFalse();
    assertThat(applied.hasPassed(at(2, 60))).isTrue();
    assertThat(applied.hasPassed(at(2, 61))).isFalse();
    assertThat(applied.hasPassed(at(0, 1))).isFalse();
    assertThat(Position.of(Position.ended("db", 1), new LogPoint(1, 50)).hasPassed(at(1, 1)))
        .as("the end of a history proves nothing by itself")
        .isFalse();
  }

  @Test
  void whereAcknowledgementIsAskedForNothingElseIsEnough() {
    ResourceManager a = new ResourceManager("rm-a", "", 1);
    ResourceManager b = new ResourceManager("rm-b", "", 1);
    View view =
        new View(
            "node", a, List.of(b), List.of(), List.of(new Watermark("rm-b", "rm-a", at(1, 7))));
    LogPoint asked = new LogPoint(0, 0);
    Association alone = placed(Position.of(Position.ACKNOWLEDGED, asked));
    assertThat(view.isHolder("rm-b", alone)).isFalse();
    assertThat(view.isHolder("rm-b", alone.acknowledged("rm-b", 1))).isTrue();
    Association both =
        placed(new Position(Map.of("db", new LogPoint(1, 7), Position.ACKNOWLEDGED, asked)));
    assertThat(view.isHolder("rm-b", both)).isFalse();
    assertThat(view.isHolder("rm-b", both.acknowledged("rm-b", 1))).isTrue();
    Association ahead =
        placed(new Position(Map.of("db", new LogPoint(1, 8), Position.ACKNOWLEDGED, asked)));
    assertThat(view.isHolder("rm-b", ahead.acknowledged("rm-b", 1)))
        .as("acknowledged, but the log is not there")
        .isFalse();
  }

  private static Association placed(Position position) {
    return new Association(
        ConsumerId.of("ann"), "rm-a", List.of(), 1, 1, position, Set.of(), false);
  }

  @Test
  void aManagerThatNobodyKnowsIsNoHolderAndIsNotWaitedFor() {
    ResourceManager a = new ResourceManager("rm-a", "", 1);
    ResourceManager b = new ResourceManager("rm-b", "", 1);
    View view =
        new View(
            "node",
            a,
            List.of(b),
            List.of(),
            List.of(
                new Watermark("rm-x", "rm-a", at(1, 9)),
                new Watermark("rm-b", "rm-x", at(1, 9)),
                new Watermark("rm-b", "rm-a", at(1, 9))));
    assertThat(view.holders(placed(at(1, 7)))).containsExactlyInAnyOrder("rm-a", "rm-b");
    assertThat(view.isProvenEverywhere(placed(at(1, 7)), new Scope.All())).isTrue();
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
