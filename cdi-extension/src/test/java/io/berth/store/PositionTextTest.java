package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PositionTextTest {
  @Test
  void whatIsWrittenIsRead() {
    Position position =
        new Position(
            Map.of("main", new LogPoint(3, Long.MAX_VALUE), "search.index-2", new LogPoint(0, 0)));
    assertThat(PositionText.write(position))
        .isEqualTo("main=3:9223372036854775807,search.index-2=0:0");
    assertThat(PositionText.read(PositionText.write(position))).isEqualTo(position);
  }

  @Test
  void nothingIsTheUnknownPosition() {
    assertThat(PositionText.write(Position.UNKNOWN)).isEmpty();
    assertThat(PositionText.read("")).isEqualTo(Position.UNKNOWN);
  }
}
