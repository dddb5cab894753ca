package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteMarksTest {
  private final WriteMarks marks =
      new WriteMarks(
          WriteMarks.parse("GET /confirm, GET /both"),
          WriteMarks.parse("POST /search/,PUT /preview,  POST /both"));

  @ParameterizedTest
  @CsvSource({
    "GET, /, false",
    "HEAD, /, false",
    "OPTIONS, /, false",
    "TRACE, /, false",
    "POST, /, true",
    "PUT, /, true",
    "PATCH, /, true",
    "DELETE, /, true",
    "PROPFIND, /, true",
    "get, /, true",
    "GET, /confirm, true",
    "HEAD, /confirm, true",
    "OPTIONS, /confirm, false",
    "GET, /confirm/mail, true",
    "GET, /confirmation, false",
    "GET, /Confirm, false",
    "POST, /search, false",
    "POST, /search/all, false",
    "POST, /searching, true",
    "DELETE, /search, true",
    "PUT, /preview, false",
    "POST, /preview, true",
    "GET, /both, true",
    "POST, /both, false"
  })
  void whatMayWrite(String method, String path, boolean mayWrite) {
    assertThat(marks.mayWrite(method, path)).isEqualTo(mayWrite);
  }

  @Test
  void aMarkForTheRootIsOneForEverything() {
    WriteMarks all = new WriteMarks(WriteMarks.parse("GET /"), WriteMarks.parse(""));
    assertThat(all.mayWrite("GET", "/anything")).isTrue();
    assertThat(all.mayWrite("GET", "")).isTrue();
  }

  @Test
  void whereBothAreSaidItMayWrite() {
    WriteMarks both = new WriteMarks(WriteMarks.parse("POST /x"), WriteMarks.parse("POST /x"));
    assertThat(both.mayWrite("POST", "/x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/search", "POST", "post /search", "POST search", "POST /a b", "* /"})
  void whatIsNoMarkIsRefused(String text) {
    assertThatThrownBy(() -> WriteMarks.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("METHOD /PATH");
  }
}
