package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrailerNamesTest {
  @Test
  void onlyWhatIsAnnouncedAndAllowedIsCarried() {
    TrailerNames allowed = TrailerNames.parse("Content-Digest, grpc-status");
    assertThat(allowed.announced(List.of("x-own, GRPC-Status", "content-digest,grpc-status")))
        .containsExactly("GRPC-Status", "content-digest", "grpc-status");
    assertThat(allowed.announced(List.of("", ",", "x"))).isEmpty();
    assertThat(TrailerNames.parse("none").announced(List.of("content-digest"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length",
        "Transfer-Encoding",
        "Host",
        "Cookie",
        "Set-Cookie",
        "Authorization",
        "Content-Type",
        "Location",
        "Cache-Control",
        "If-Match",
        "Accept-Encoding",
        "X-Forwarded-For",
        "Berth-Hop",
        "Trailer",
        "TE",
        "a b"
      })
  void whatDecidesAnythingMayNotComeBehindABody(String name) {
    assertThatThrownBy(() -> TrailerNames.parse("x-own, " + name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(HttpText.lowerCase(name));
  }
}
