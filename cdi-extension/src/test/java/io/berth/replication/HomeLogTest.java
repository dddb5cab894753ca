package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.replication.HomeLog.Standing;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers of a probe, one after the other, with what the home says of itself. */
class HomeLogTest {
  private static final Position SILENT = Position.UNKNOWN;
  private final HomeLog log = new HomeLog(1_000);
  private long now;

  private static Position at(long epoch, long offset) {
    return Position.of("db", new LogPoint(epoch, offset));
  }

  private Standing judge(Position applied, Position end) {
    return log.judge(applied, end, now += 100);
  }

  private Standing judgeLater(Position applied, Position end) {
    now += 1_000;
    return judge(applied, end);
  }

  @Test
  void answersThatMakeSenseAreBelieved() {
    assertThat(judge(SILENT, SILENT)).isEqualTo(Standing.UNPROVEN);
    assertThat(judge(at(1, 5), at(1, 9))).isEqualTo(Standing.PROVEN);
    assertThat(judge(at(1, 9), at(1, 9))).isEqualTo(Standing.PROVEN);
    assertThat(judgeLater(at(1, 9), at(1, 9))).isEqualTo(Standing.PROVEN);
    assertThat(judge(at(1, 9), SILENT)).as("the home is gone").isEqualTo(Standing.PROVEN);
  }

  /** The home's report is a little older than the answer, all the time. */
  @Test
  void beingAheadOfTheLastReportIsNoWonderWhileTheHomeWrites() {
    judge(at(1, 1), at(1, 1));
    for (int i = 2; i < 100; i++) {
      assertThat(judge(at(1, 10L * i), at(1, 10L * i - 5))).isEqualTo(Standing.PROVEN);
    }
  }

  @Test
  void whatWasNeverConfirmedAndIsAheadIsNotBelieved() {
    for (int i = 0; i < 9; i++) {
      assertThat(judge(at(1, Long.MAX_VALUE), at(1, 10 + i))).isEqualTo(Standing.UNPROVEN);
    }
    assertThat(judgeLater(at(1, Long.MAX_VALUE), at(1, 50))).isEqualTo(Standing.FUTURE);
    assertThat(judge(at(2, 1), at(1, 50))).as("a later history").isEqualTo(Standing.FUTURE);
    assertThat(judge(at(1, 50), at(1, 50))).isEqualTo(Standing.PROVEN);
  }

  @Test
  void aheadThatLastsIsTheFutureAndIsForgottenWhenItEnds() {
    judge(at(1, 1), at(1, 1));
    judge(at(1, 999), at(1, 2));
    assertThat(judgeLater(at(1, 999), at(1, 3))).isEqualTo(Standing.FUTURE);
    assertThat(judge(at(1, 3), at(1, 4)))
        .as("not backwards: that was never true")
        .isEqualTo(Standing.PROVEN);
  }

  @Test
  void lessThanBeforeProvesNothingUntilItIsThereAgain() {
    judge(at(1, 50), at(1, 50));
    assertThat(judge(at(1, 40), at(1, 60))).isEqualTo(Standing.BACKWARDS);
    assertThat(judge(at(1, 49), at(1, 60))).isEqualTo(Standing.BACKWARDS);
    assertThat(judge(at(1, 50), at(1, 60))).isEqualTo(Standing.PROVEN);
    judge(at(2, 60), at(2, 60));
    assertThat(judge(at(1, 70), at(2, 80))).as("another history").isEqualTo(Standing.BACKWARDS);
  }

  @Test
  void storeThatTheHomeDoesNotWriteProvesNothing() {
    Position stranger = Position.of("other", new LogPoint(1, 99));
    assertThat(judge(stranger, at(1, 9))).isEqualTo(Standing.UNPROVEN);
    assertThat(judgeLater(stranger, at(1, 9))).isEqualTo(Standing.OTHER_LOG);
    assertThat(judgeLater(SILENT, at(1, 9))).isEqualTo(Standing.OTHER_LOG);
    assertThat(judge(at(1, 9), at(1, 9))).isEqualTo(Standing.PROVEN);
  }

  @Test
  void oneStoreOfSeveralIsNotEnough() {
    LogPoint point = new LogPoint(1, 9);
    Position both = new Position(Map.of("db", point, "index", point));
    judge(at(1, 9), both);
    assertThat(judgeLater(at(1, 9), both)).isEqualTo(Standing.OTHER_LOG);
    Position asked = new Position(Map.of("db", point, Position.ACKNOWLEDGED, point));
    assertThat(judge(at(1, 9), asked)).as("no log at all").isEqualTo(Standing.PROVEN);
  }

  /** A standby that has not come as far as the failover speaks of the old history only. */
  @Test
  void whoIsStillInTheOldHistoryIsBelieved() {
    judge(at(1, 40), at(1, 50));
    Position promoted =
        new Position(
            Map.of("db", new LogPoint(2, 60), Position.ended("db", 1), new LogPoint(1, 50)));
    assertThat(judgeLater(at(1, 45), promoted)).isEqualTo(Standing.PROVEN);
    assertThat(judgeLater(promoted, promoted)).isEqualTo(Standing.PROVEN);
  }
}
