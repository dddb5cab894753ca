package io.berth.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicBoolean down = new AtomicBoolean(true);
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger probes = new AtomicInteger();
  private final BackOff looks = new BackOff(now::get);

  private String ask() {
    return looks.ask(() -> answer(questions), () -> answer(probes));
  }

  private String answer(AtomicInteger asked) {
    asked.incrementAndGet();
    if (down.get()) {
      throw new IllegalArgumentException("down");
    }
    return "there";
  }

  /** Ten times a second. */
  private void lookAtAnOutage(int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(this::ask).hasStackTraceContaining("down");
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** Ten minutes of it. */
  @Test
  void whatFailsIsAskedOnceAndThenOnlyTheCheapThingMoreAndMoreSeldom() {
    lookAtAnOutage(6_000);
    assertThat(questions).hasValue(1);
    assertThat(probes.get()).isBetween(100, 130);
  }

  @Test
  void whatIsBackIsSeenWithinFiveSecondsAndAskedEveryTimeFromThen() {
    lookAtAnOutage(1_100);
    down.set(false);
    now.addAndGet(TimeUnit.SECONDS.toNanos(5));
    assertThat(ask()).isEqualTo("there");
    probes.set(0);
    questions.set(0);
    for (int i = 0; i < 10; i++) {
      assertThat(ask()).isEqualTo("there");
    }
    assertThat(questions).hasValue(10);
    assertThat(probes).hasValue(0);
  }

  /** The next outage is another one. */
  @Test
  void whatFailsAnewIsAskedAgainSoon() {
    lookAtAnOutage(1_100);
    down.set(false);
    now.addAndGet(TimeUnit.SECONDS.toNanos(5));
    assertThat(ask()).isEqualTo("there");
    down.set(true);
    assertThatThrownBy(this::ask).hasMessage("down");
    down.set(false);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
    assertThat(ask()).isEqualTo("there");
  }
}
