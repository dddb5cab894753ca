package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.ConsumerId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private final ConsumerId ann = ConsumerId.of("ann@example.org");
  private final Login login = new Login(new byte[32], Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void whoSignedInIsKnownAgain() {
    assertThat(login.open(login.seal(ann))).contains(ann);
  }

  @Test
  void noCharacterOfALoginCanBeChanged() {
    String sealed = login.seal(ann);
    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThat(login.open(changed)).as("character %d changed", i).isEmpty();
      assertThat(login.open(sealed.substring(0, i))).as("cut at %d", i).isEmpty();
    }
  }

  @Test
  void anotherKeyDoesNotOpenIt() {
    byte[] key = new byte[32];
    key[0] = 1;
    assertThat(new Login(key, Clock.fixed(NOW, ZoneOffset.UTC)).open(login.seal(ann))).isEmpty();
  }

  @Test
  void aLoginEndsAfterAWeek() {
    String sealed = login.seal(ann);
    assertThat(after(Duration.ofDays(7).minusSeconds(1)).open(sealed)).contains(ann);
    assertThat(after(Duration.ofDays(7)).open(sealed)).isEmpty();
  }

  private static Login after(Duration time) {
    return new Login(new byte[32], Clock.fixed(NOW.plus(time), ZoneOffset.UTC));
  }
}
