package io.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssociationTest {
  private static final ConsumerId ANN = ConsumerId.of("ann");

  private static Association at(long version, String... acknowledgedBy) {
    return new Association(
        ANN, "rm-a", List.of(), version, 1, Position.UNKNOWN, Set.of(acknowledgedBy), false);
  }

  @Test
  void theNewerVersionWinsWhateverTheOlderOneHasAcknowledged() {
    assertThat(at(2).merge(at(1, "rm-b", "rm-c"))).isEqualTo(at(2));
    assertThat(at(1, "rm-b").merge(at(2))).isEqualTo(at(2));
  }

  @Test
  void acknowledgementsOfOneVersionAreUnited() {
    assertThat(at(1, "rm-b").merge(at(1, "rm-c"))).isEqualTo(at(1, "rm-b", "rm-c"));
  }

  @Test
  void aKnownPositionIsKeptOverAnUnknownOne() {
    Association placed =
        new Association(
            ANN, "rm-a", List.of(), 1, 1, Position.of("db", new LogPoint(1, 7)), Set.of(), false);
    assertThat(placed.merge(at(1, "rm-b")).position()).isEqualTo(placed.position());
    assertThat(at(1, "rm-b").merge(placed).position()).isEqualTo(placed.position());
    assertThat(at(1, "rm-b").merge(placed).acknowledgedBy()).containsExactly("rm-b");
  }

  @Test
  void anAcknowledgementOfAnotherVersionChangesNothing() {
    assertThat(at(2).acknowledged("rm-b", 1)).isEqualTo(at(2));
    assertThat(at(2).acknowledged("rm-b", 2)).isEqualTo(at(2, "rm-b"));
  }

  @Test
  void mergingInAnyOrderAndAnyNumberOfTimesEndsInTheSameRecord() {
    Random random = new Random(7);
    int orders = 2_000;
    for (int i = 0; i < orders; i++) {
      List<Association> news = new ArrayList<>();
      for (int j = 0; j < 6; j++) {
        news.add(at(1 + random.nextInt(3), "rm-" + (char) ('b' + random.nextInt(3))));
      }
      Association expected = news.stream().reduce(Association::merge).orElseThrow();
      news.addAll(List.copyOf(news));
      Collections.shuffle(news, random);
      assertThat(news.stream().reduce(Association::merge).orElseThrow()).isEqualTo(expected);
    }
    System.out.println("merge tried in " + orders + " random orders, seed 7");
  }

  @Test
  void recordsOfTwoConsumersAreNeverMerged() {
    Association other =
        new Association(
            ConsumerId.of("bob"), "rm-a", List.of(), 9, 1, Position.UNKNOWN, Set.of(), false);
    assertThatThrownBy(() -> at(1).merge(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
