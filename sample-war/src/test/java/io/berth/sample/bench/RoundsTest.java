package io.berth.sample.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static Measurement window(Candidate node, double micros, long errors) {
    return new Measurement(node.name(), 1024, 32, 40_000, micros, 700, 4_000, 1, 0.6, errors);
  }

  private static Map<String, Measurement> round(double berth, double tomcat) {
    return Map.of(
        Candidate.BERTH.name(), window(Candidate.BERTH, berth, 0),
        Candidate.TOMCAT.name(), window(Candidate.TOMCAT, tomcat, 0));
  }

  @Test
  void thoseWhoMetTheSameMachineAreCompared() {
    // The machine is half as fast in two rounds, and in one of them from its second window on.
    Rounds rounds =
        new Rounds(
            List.of(round(22, 20), round(44, 40), round(22, 40), round(24, 20), round(6, 5)));
    Rounds.Pair pair = rounds.compare(Candidate.BERTH, Candidate.TOMCAT).orElseThrow();
    assertThat(pair.ratio()).isEqualTo(1.1);
    assertThat(rounds.medians())
        .extracting(Measurement::cpuMicros)
        .containsExactlyInAnyOrder(22.0, 20.0);
  }

  @Test
  void errorsMakeARoundWorthless() {
    Map<String, Measurement> wrong =
        Map.of(
            Candidate.BERTH.name(), window(Candidate.BERTH, 1, 10_000),
            Candidate.TOMCAT.name(), window(Candidate.TOMCAT, 20, 0));
    Rounds rounds = new Rounds(List.of(wrong, round(30, 20), wrong));
    assertThat(rounds.compare(Candidate.BERTH, Candidate.TOMCAT).orElseThrow().ratio()).isNaN();
  }

  @Test
  void whoWasNotMeasuredIsComparedWithNobody() {
    assertThat(new Rounds(List.of(round(1, 1))).compare(Candidate.BERTH, Candidate.HAPROXY))
        .isEmpty();
  }
}
