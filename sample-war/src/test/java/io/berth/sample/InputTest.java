package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@example.org",
        " ANN@Example.ORG ",
        "ann+tag@mail.example.co.uk",
        "o'hara@example.org",
        "a@b.cd",
        "x@xn--bcher-kva.example"
      })
  void anOrdinaryAddressIsTaken(String text) {
    assertThat(EmailAddress.of(text).value())
        .isEqualTo(text.strip().toLowerCase(java.util.Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@@example.org",
        "ann@exa mple.org",
        "ann@-example.org",
        "ann@example..org",
        ".ann@example.org",
        "ann.@example.org",
        "ann@example.org\u0000",
        "ann@exam\nple.org",
        "ann\u202e@example.org",
        "\u00e4nn@example.org",
        "<script>@example.org"
      })
  void whatIsNoAddressIsRefusedWithAReason(String text) {
    assertThatThrownBy(() -> EmailAddress.of(text))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith(".");
  }

  @Test
  void anAddressIsNeverLongerThanAConsumerId() {
    String tail = "@example.org";
    String longest = "a".repeat(128 - tail.length()) + tail;
    assertThat(EmailAddress.of(longest).consumer().value()).isEqualTo(longest);
    assertThatThrownBy(() -> EmailAddress.of("a" + longest)).hasMessageContaining("129");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ann",
        " Ann's place ",
        "caf\u00e9 <b>",
        "\u65e5\u672c\u8a9e",
        "\ud83d\ude80",
        "a;drop table"
      })
  void anyPrintableNameIsTaken(String text) {
    assertThat(WorkspaceName.of(text).shown()).isEqualTo(text.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "a\u0000b",
        "a\tb",
        "a\r\nb",
        "a\u001bb",
        "a\u202eb",
        "\ud83d",
        "a\u2028b",
        "a\u0085b"
      })
  void aNameWithControlsIsRefusedWithAReason(String text) {
    assertThatThrownBy(() -> WorkspaceName.of(text))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith(".");
  }

  @Test
  void aNameHasAtMost64Characters() {
    assertThat(WorkspaceName.of("n".repeat(64)).shown()).hasSize(64);
    assertThatThrownBy(() -> WorkspaceName.of("n".repeat(65))).hasMessageContaining("65");
  }

  @Test
  void namesThatLookTheSameAreTheSame() {
    assertThat(WorkspaceName.of("Caf\u00e9").key())
        .isEqualTo(WorkspaceName.of("CAFE\u0301").key())
        .isNotEqualTo(WorkspaceName.of("cafe").key());
  }

  @Test
  void whatComesFromOutsideCannotBecomeMarkup() {
    assertThat(Html.escape("<a href=\"x\" id='y'>&amp;</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
  }

  @Test
  void whatComesFromOutsideCannotEndAJsonText() {
    assertThat(Json.quote("a\"b\\c\n\u0001\u2028"))
        .isEqualTo("\"a\\\"b\\\\c\\u000a\\u0001\\u2028\"");
  }

  @Test
  void aPageEscapesEveryFieldItShows() {
    String evil = "<script>alert('x')</script>\"";
    Whereabouts whereabouts = new Whereabouts(evil, evil, evil, evil, evil, evil);
    String page = Pages.signUp(whereabouts, "");
    String problem = Pages.problem(whereabouts, "", evil, evil);
    assertThat(page + problem).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
  }
}
