package io.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "ann@example.org", "日本語", "x😀", "'; drop table consumer; --"})
  void anyUnicodeIsAnId(String id) {
    assertThatCode(() -> ConsumerId.of(id)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", "\u0085", "a\ud800"})
  void nothingControlCharactersAndHalfCharactersAreNot(String id) {
    assertThatThrownBy(() -> ConsumerId.of(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itHas128CharactersAtMost() {
    assertThatCode(() -> ConsumerId.of("x".repeat(128))).doesNotThrowAnyException();
    assertThatThrownBy(() -> ConsumerId.of("x".repeat(129))).hasMessageContaining("129");
  }

  @Test
  void itNeverReachesALogWhole() {
    assertThat(ConsumerId.of("ann@example.org")).hasToString("a***(15)");
    assertThat(ConsumerId.of("😀smile")).hasToString("😀***(7)");
  }

  /** Right-to-left override, line separator, zero-width space, a combining accent, private use. */
  @ParameterizedTest
  @ValueSource(strings = {"\u202etxt", "\u2028x", "\u2029x", "\u200bx", "\u0301x", "\ue000x"})
  void itNeverBreaksOrTurnsALineOfALog(String id) {
    assertThat(ConsumerId.of(id)).hasToString("?***(" + id.length() + ")");
  }
}
