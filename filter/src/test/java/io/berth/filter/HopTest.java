package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.identifier.Hands;
import io.berth.identifier.KeyRing;
import io.berth.identifier.Sealer;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HopTest {
  private final Hands clock = new Hands(Instant.parse("2026-11-22T12:00:00Z"));
  private final Sealer sealer = new Sealer(KeyRing.parse(KeyRing.DEVELOPMENT), new SecureRandom());
  private final Hop sender = new Hop(sealer, clock, 1, "node-a");
  private final Hop receiver = new Hop(sealer, clock, 2, "node-b");

  private static HttpServletRequest with(String hop) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            HopTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> arguments[0].equals(Hop.HEADER) ? hop : null);
  }

  @Test
  void anotherNodesHeaderIsRecognisedAgainAndAgainUntilItExpires() {
    HttpServletRequest request = with(sender.seal());

    assertThat(receiver.sender(request)).isEqualTo(Hop.From.NODE);
    assertThat(receiver.sender(request)).isEqualTo(Hop.From.NODE);
    clock.now = clock.now.plus(Duration.ofSeconds(30));
    assertThat(receiver.sender(request)).isEqualTo(Hop.From.NODE);
    clock.now = clock.now.plusMillis(1);
    assertThat(receiver.sender(request)).isEqualTo(Hop.From.STRANGER);
  }

  @Test
  void headersOfOneSecondAreOneAndThoseOfTheNextAnother() {
    String first = sender.seal();
    clock.now = clock.now.plusMillis(999);
    assertThat(sender.seal()).isEqualTo(first);

    clock.now = clock.now.plusMillis(1);
    String second = sender.seal();
    assertThat(second).isNotEqualTo(first);
    clock.now = clock.now.plusSeconds(29).plusMillis(500);
    assertThat(receiver.sender(with(first))).isEqualTo(Hop.From.STRANGER);
    assertThat(receiver.sender(with(second))).isEqualTo(Hop.From.NODE);
  }

  @Test
  void aClockThatIsSetBackDoesNotLeaveALongLivedHeaderBehind() {
    String early = sender.seal();
    clock.now = clock.now.minusSeconds(60);

    assertThat(sender.seal()).isNotEqualTo(early);
  }

  @Test
  void ourOwnComesBackAsOurOwnAgainAndAgain() {
    HttpServletRequest request = with(sender.seal());

    assertThat(sender.sender(request)).isEqualTo(Hop.From.SELF);
    assertThat(sender.sender(request)).isEqualTo(Hop.From.SELF);
  }

  @Test
  void aChangedHeaderIsNone() {
    String text = sender.seal();
    assertThat(receiver.sender(with(text))).isEqualTo(Hop.From.NODE);

    int at = text.length() - 5;
    String forged =
        text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
    assertThat(receiver.sender(with(forged))).isEqualTo(Hop.From.STRANGER);
  }
}
