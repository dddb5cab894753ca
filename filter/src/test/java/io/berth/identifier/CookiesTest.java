package io.berth.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "berth=1                    | 1",
        "a=b; berth=1; c=d          | 1",
        "a=b;berth=1;c=d            | 1",
        "xberth=1; berthx=2         | none",
        "berth                      | none",
        "berth=                     | ``",
        "a=b, berth=1               | none",
        "berth=1; berth=1           | 1",
        "berth=1; berth=2           | 1 2",
        "berth=a=b                  | a=b",
        "$Version=\"1\"; berth=\"1\";$Path=\"/\" | 1",
        "berth=\"                   | `\"`",
        "Berth=1                    | none",
        ";;; ; berth=1;             | 1",
      })
  void theCookieIsFoundByItsExactName(String header, String values) {
    assertThat(Cookies.values(Collections.enumeration(List.of(header)), "berth"))
        .isEqualTo(values == null ? List.of() : List.of(values.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource({"berth=1,berth=2"})
  void everyHeaderLineCounts(String one, String other) {
    assertThat(Cookies.values(Collections.enumeration(List.of(one, other)), "berth"))
        .containsExactly("1", "2");
  }
}
