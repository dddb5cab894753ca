package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.jmx.Notice;
import io.berth.jmx.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final Notices notices = new Notices("node1");
  private final List<String> told = new ArrayList<>();
  private final AtomicReference<Instant> authority = new AtomicReference<>(NOW);
  private final ClockWatch watch =
      new ClockWatch(Clock.fixed(NOW, ZoneOffset.UTC), authority::get, notices);

  @BeforeEach
  void listen() {
    notices.addNotificationListener(
        (notification, handback) -> told.add(notification.getType()), null, null);
  }

  private void look(Duration off) {
    authority.set(NOW.plus(off));
    watch.look();
  }

  @Test
  void aClockThatIsThreeDaysOffIsSaidOnceInEitherDirection() {
    for (Duration off : List.of(Duration.ofDays(3), Duration.ofDays(-3), Duration.ofSeconds(-11))) {
      told.clear();
      look(off);
      look(off);
      assertThat(told).containsExactly(Notice.CLOCK_WRONG.type());
      look(Duration.ZERO);
      assertThat(told).containsExactly(Notice.CLOCK_WRONG.type(), Notice.CLOCK_RIGHT.type());
    }
  }

  @Test
  void aFewSecondsAreForgiven() {
    for (long seconds = -10; seconds <= 10; seconds++) {
      look(Duration.ofSeconds(seconds));
    }
    assertThat(told).isEmpty();
  }
}
