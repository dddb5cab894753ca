package io.berth.sample.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The load generator asks a backend directly: what it must count, and what it must not let pass.
 */
class LoadTest {
  private static final int PORT = 26900;
  private static final String TOKEN = "1.dev.AAAA";

  private Reactor reactor;
  private Backend backend;

  @BeforeEach
  void start() throws IOException {
    reactor = new Reactor();
    backend = new Backend(reactor, 'a', PORT);
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
    reactor.close();
  }

  private Load load(Ask ask) {
    return Load.start(reactor, PORT, List.of(ask), 4);
  }

  @Test
  void everyAnswerIsCountedWithItsTime() {
    try (Load load = load(Ask.get(1024, TOKEN, 'a'))) {
      Tally tally = await().until(load::take, taken -> taken.whole() > 0);
      assertThat(tally.answers(1024)).isGreaterThanOrEqualTo(tally.whole());
      assertThat(tally.percentileMicros(50)).isPositive();
      assertThat(tally.errors()).isZero();
    }
  }

  @Test
  void partsOfALongAnswerCountBeforeItsEnd() {
    long huge = 1L << 40;
    Load load = load(Ask.get(huge, TOKEN, 'a'));
    Tally tally = await().until(load::take, taken -> taken.answers(huge) > 0);
    assertThat(tally.whole()).isZero();
    assertThat(tally.errors()).isZero();
  }

  @Test
  void anAnswerOfTheWrongBackendIsAnError() {
    try (Load load = load(Ask.get(1024, TOKEN, 'b'))) {
      Tally tally = await().until(load::take, taken -> taken.errors() > 0);
      assertThat(tally.firstError()).contains("wrong backend");
    }
  }

  @Test
  void anAnswerOfTheWrongLengthIsAnError() {
    Ask asked = Ask.get(1024, TOKEN, 'a');
    try (Load load = load(new Ask(asked.bytes(), 'a', 1025))) {
      Tally tally = await().until(load::take, taken -> taken.errors() > 0);
      assertThat(tally.firstError()).contains("1024 bytes");
    }
  }
}
