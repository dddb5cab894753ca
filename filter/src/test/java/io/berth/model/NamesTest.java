package io.berth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Every character there is, alone, first and last; and lengths about the bounds. */
  @Test
  void aNameIsWhatTheRuleSays() {
    Stream<String> characters =
        IntStream.rangeClosed(0, Character.MAX_VALUE)
            .mapToObj(each -> Character.toString((char) each))
            .flatMap(each -> Stream.of(each, each + "a", "a" + each));
    Stream<String> lengths = Stream.of(0, 1, 63, 64, 65, 1_000).map("a"::repeat);
    assertThat(Stream.concat(characters, lengths))
        .allSatisfy(each -> assertThat(isName(each)).isEqualTo(RULE.matcher(each).matches()));
  }

  private static boolean isName(String value) {
    try {
      return Names.check("name", value).equals(value);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
