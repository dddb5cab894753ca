package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.settings.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientToNodeHeadTest {
  private final ForwardSettings strict = ForwardSettings.read(Settings.of(Map.of()));
  private final ForwardSettings trusting =
      ForwardSettings.read(
          Settings.of(Map.of("berth.forward.trusted-peers", "192.0.2.0/24, 2001:db8::/32")));

  private static String text(FakeRequest request, ForwardSettings settings)
      throws RefusedException {
    ByteBuffer head =
        new ClientToNodeHead(request.get(), Map.of("Berth-Hop", "s"), settings).endWithoutBody();
    return StandardCharsets.ISO_8859_1.decode(head).toString();
  }

  @Test
  void theWholeHeadOfAPlainRequest() throws RefusedException {
    assertThat(text(new FakeRequest().uri("/a").query("b").header("Accept", "*/*"), strict))
        .isEqualTo(
            "GET /a?b HTTP/1.1\r\n"
                + "Host: shop.example\r\n"
                + "accept: */*\r\n"
                + "X-Forwarded-For: 192.0.2.7\r\n"
                + "X-Forwarded-Proto: https\r\n"
                + "X-Forwarded-Host: shop.example\r\n"
                + "X-Forwarded-Port: 8443\r\n"
                + "Forwarded: for=192.0.2.7;host=\"shop.example\";proto=https\r\n"
                + "Via: 1.1 berth\r\n"
                + "Berth-Hop: s\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Authentication-Info",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "HTTP2-Settings",
        "Content-Length",
        "Expect",
        "Berth-Hop",
        "X-Forwarded-Whatever",
        "X_Forwarded_For",
        "X-Forwarded_For",
        "Content_Length",
        "Berth_Hop",
        "Via",
        "Forwarded"
      })
  void headersThatAreNeverCarried(String name) throws RefusedException {
    String head = text(new FakeRequest().header(name, "planted"), strict);
    assertThat(head).doesNotContain("planted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Content-Type",
        "Range",
        "If-Range",
        "Berth-Token",
        "X-Own",
        "Accept-Encoding"
      })
  void headersThatAreCarriedLineByLine(String name) throws RefusedException {
    String head = text(new FakeRequest().header(name, "one").header(name, "two"), strict);
    assertThat(head).containsIgnoringCase(name + ": one\r\n" + name + ": two\r\n");
  }

  @Test
  void repeatedCookieLinesBecomeOne() throws RefusedException {
    String head = text(new FakeRequest().header("Cookie", "a=1").header("Cookie", "b=2"), strict);
    assertThat(head).contains("cookie: a=1; b=2\r\n");
  }

  @Test
  void nominatedHeadersAreDropped() throws RefusedException {
    FakeRequest request =
        new FakeRequest()
            .header("Connection", "x-one , keep-alive")
            .header("Connection", "X-Two")
            .header("X-One", "planted")
            .header("X-Two", "planted")
            .header("X-Three", "kept");
    assertThat(text(request, strict)).doesNotContain("planted").contains("kept");
  }

  @Test
  void aTrustedPeerIsBelievedAndAppendedTo() throws RefusedException {
    FakeRequest request =
        new FakeRequest()
            .header("X-Forwarded-For", "203.0.113.5")
            .header("X-Forwarded-For", "203.0.113.6")
            .header("X-Forwarded-Proto", "http")
            .header("X-Forwarded-Host", "public.example")
            .header("X-Forwarded-Prefix", "/p")
            .header("Forwarded", "for=203.0.113.5")
            .header("Via", "1.1 edge");
    assertThat(text(request, trusting))
        .contains("X-Forwarded-For: 203.0.113.5, 203.0.113.6, 192.0.2.7\r\n")
        .contains("X-Forwarded-Proto: http\r\n")
        .contains("X-Forwarded-Host: public.example\r\n")
        .contains("x-forwarded-prefix: /p\r\n")
        .contains("Forwarded: for=203.0.113.5, for=192.0.2.7;")
        .contains("Via: 1.1 edge, 1.1 berth\r\n");
  }

  @Test
  void aTrustedPeerThatSaysTwoThingsIsRefused() {
    FakeRequest request =
        new FakeRequest()
            .header("X-Forwarded-Proto", "http")
            .header("X-Forwarded-Proto", "https, https");
    assertThatThrownBy(() -> text(request, trusting)).isInstanceOf(RefusedException.class);
  }

  @Test
  void anIpv6ClientIsQuotedInForwarded() throws RefusedException {
    assertThat(text(new FakeRequest().remote("2001:db8:0:0:0:0:0:1%eth0"), strict))
        .contains("X-Forwarded-For: 2001:db8:0:0:0:0:0:1\r\n")
        .contains("Forwarded: for=\"[2001:db8:0:0:0:0:0:1]\";");
  }

  @Test
  void http2IsNamedInVia() throws RefusedException {
    assertThat(text(new FakeRequest().protocol("HTTP/2.0"), strict)).contains("Via: 2.0 berth\r\n");
  }

  @Test
  void anOldClientWithoutHostGetsOne() throws RefusedException {
    assertThat(text(new FakeRequest().protocol("HTTP/1.0").without("Host"), strict))
        .contains("\r\nHost: shop.example:8443\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\u0000", "\u760d\u760a"})
  void noValueCanBecomeALineOfItsOwn(String value) {
    assertThatThrownBy(() -> text(new FakeRequest().header("X-A", value), strict))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(
            () -> new ClientToNodeHead(new FakeRequest().get(), Map.of("Berth-Hop", value), strict))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "/a\r\nHost: x", "http://other/", "a", "/\u00e9"})
  void noTargetCanBecomeALineOfItsOwn(String uri) {
    assertThatThrownBy(() -> text(new FakeRequest().uri(uri), strict))
        .isInstanceOf(RefusedException.class);
  }
}
