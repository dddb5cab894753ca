package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestRulesTest {
  private final RequestRules rules = new RequestRules();

  private int statusOf(FakeRequest request) {
    return rules.check(request.get()).map(Refusal::status).orElse(200);
  }

  @Test
  void anOrdinaryRequestGoesOn() {
    FakeRequest request =
        new FakeRequest()
            .method("POST")
            .uri("/a/b%20c/d;v=1/.well-known/")
            .query("x=%zz&y=[1]|{2}")
            .header("Transfer-Encoding", "chunked")
            .header("Connection", "keep-alive, TE, X-Own")
            .header("X-Odd", "tab\tand \u00e9");
    assertThat(statusOf(request)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a",
        "/a/",
        "/a//b",
        "//a",
        "/a/./b",
        "/a/../b",
        "/a;x=1/b",
        "/%e2%82%ac",
        "/a%25b",
        "/a+b@c:d!$&'()*,=~",
        "/..a/b..",
        "/...",
        "/%2e%2e%2e",
        "/.;"
      })
  void pathsThatEveryServerReadsAlike(String path) {
    assertThat(PathRules.isSafePath(path)).isEqualTo(!path.equals("/.;"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "http://h/",
        "/a/..;/b",
        "/..;x/b",
        "/.;x/b",
        "/%2e/b",
        "/%2E%2e/b",
        "/.%2e/b",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a\\b",
        "/a%00b",
        "/a%0d%0ab",
        "/a%7fb",
        "/a%zz",
        "/a%2",
        "/a%",
        "/a b",
        "/a\u00e9",
        "/a#b",
        "/a\"b",
        "/a<b",
        "/a|b",
        "/%c0%af",
        "/%e0%80%af",
        "/%ff",
        "/../a",
        "/a/../../b",
        "/a//../b",
        "/;x/a",
        "/a/;/b",
        "/a\rb",
        "/a\u0000b"
      })
  void pathsThatServersReadDifferently(String path) {
    assertThat(PathRules.isSafePath(path)).isFalse();
    assertThat(statusOf(new FakeRequest().uri(path))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a#b", "a\nb", "\u00e9", "a\u007f"})
  void queriesThatCannotStandInALine(String query) {
    assertThat(statusOf(new FakeRequest().query(query))).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, 501",
    "TRACE, 405",
    "G T, 400",
    "'', 400",
    "OPTIONS, 200",
    "DELETE, 200",
    "M-SEARCH, 200"
  })
  void methods(String method, int status) {
    assertThat(statusOf(new FakeRequest().method(method))).isEqualTo(status);
  }

  @Test
  void anAsteriskIsForOptionsOnly() {
    assertThat(statusOf(new FakeRequest().method("OPTIONS").uri("*"))).isEqualTo(200);
    assertThat(statusOf(new FakeRequest().uri("*"))).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Transfer-Encoding | gzip, chunked",
        "Transfer-Encoding | xchunked",
        "Transfer-Encoding | chunked;q=1",
        "Transfer-Encoding | identity",
        "X(Y | v",
        "X Y | v",
        "'' | v",
        "Connection | Host",
        "Connection | close, Cookie",
        "Connection | authorization",
        "Connection | Content-Type",
        "Connection | X-Forwarded-For",
        "Connection | X-Forwarded-Anything",
        "Connection | Forwarded",
        "Connection | Via",
        "Connection | Berth-Hop",
        "Connection | Content-Length",
      })
  void headersThatAreRefused(String name, String value) {
    assertThat(statusOf(new FakeRequest().header(name, value))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "a\u0001b", "a\u007fb", "\u760d", "\u760a"})
  void valuesThatCouldEndALine(String value) {
    assertThat(statusOf(new FakeRequest().header("X-A", value))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a b", "a@b", "a/b", "a,b", "a:b", "a:", "a:99999", "[::1", "[]", "[g::]", ":1"
      })
  void hostsThatAreNone(String host) {
    assertThat(statusOf(new FakeRequest().without("Host").header("Host", host))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b-c_d", "a:80", "10.0.0.1", "[::1]", "[2001:db8::1]:8443"})
  void hostsThatAre(String host) {
    assertThat(statusOf(new FakeRequest().without("Host").header("Host", host))).isEqualTo(200);
  }

  @Test
  void framingThatIsSaidTwiceIsRefused() {
    assertThat(statusOf(new FakeRequest().header("Host", "other"))).isEqualTo(400);
    assertThat(
            statusOf(new FakeRequest().header("Content-Length", "1").header("Content-Length", "1")))
        .isEqualTo(400);
    assertThat(
            statusOf(
                new FakeRequest()
                    .header("Content-Length", "1")
                    .header("Transfer-Encoding", "chunked")))
        .isEqualTo(400);
    assertThat(
            statusOf(
                new FakeRequest()
                    .header("Transfer-Encoding", "chunked")
                    .header("Transfer-Encoding", "chunked")))
        .isEqualTo(400);
    assertThat(
            statusOf(new FakeRequest().protocol("HTTP/1.0").header("Transfer-Encoding", "chunked")))
        .isEqualTo(400);
  }

  @Test
  void onlyHttp10MayLeaveTheHostOut() {
    assertThat(statusOf(new FakeRequest().without("Host"))).isEqualTo(400);
    assertThat(statusOf(new FakeRequest().without("Host").protocol("HTTP/1.0"))).isEqualTo(200);
  }

  @Test
  void floodsAreRefused() {
    assertThat(statusOf(new FakeRequest().uri("/" + "a".repeat(8192)))).isEqualTo(414);
    assertThat(statusOf(new FakeRequest().uri("/").query("a".repeat(8191)))).isEqualTo(414);
    assertThat(statusOf(new FakeRequest().header("X", "a".repeat(16 * 1024)))).isEqualTo(431);
    FakeRequest lines = new FakeRequest();
    for (int i = 0; i < 100; i++) {
      lines.header("X-" + i, "v");
    }
    assertThat(statusOf(lines)).isEqualTo(431);
    assertThat(statusOf(new FakeRequest().header("Cookie", "a=b; ".repeat(49) + "c=d")))
        .isEqualTo(200);
    assertThat(statusOf(new FakeRequest().header("Cookie", "a=b; ".repeat(50) + "c=d")))
        .isEqualTo(431);
  }
}
