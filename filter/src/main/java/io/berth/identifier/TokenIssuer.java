package io.berth.identifier;

import io.berth.model.Association;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Mints tokens and the {@code Set-Cookie} lines that carry them. Thread-safe. */
public final class TokenIssuer {
  private final TokenSettings settings;
  private final TokenCodec codec;
  private final Clock clock;

  public TokenIssuer(TokenSettings settings, Sealer sealer, Clock clock) {
    this.settings = settings;
    this.codec = new TokenCodec(sealer);
    this.clock = clock;
  }

  /** The token itself, for a header or a client without cookies. */
  public String token(Association association) {
    return seal(Purpose.CONSUMER, association, settings.lifetime());
  }

  /**
   * A token that counts in the address of a link and nowhere else, for a confirmation that is
   * opened on another device.
   */
  public String link(Association association) {
    return seal(Purpose.LINK, association, settings.linkLifetime());
  }

  private String seal(Purpose purpose, Association association, Duration lifetime) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return codec.seal(
        purpose,
        new ConsumerToken(
            association.consumer(),
            association.home(),
            association.version(),
            association.epoch(),
            association.position(),
            now,
            now.plus(lifetime)));
  }

  /** A whole {@code Set-Cookie} value (RFC 6265, 4.1) that names the consumer. */
  public String cookie(Association association) {
    return settings.cookie()
        + "="
        + token(association)
        + "; Max-Age="
        + settings.lifetime().toSeconds()
        + attributes();
  }

  /** A whole {@code Set-Cookie} value that takes the cookie away. */
  public String expiredCookie() {
    return settings.cookie() + "=; Max-Age=0" + attributes();
  }

  private String attributes() {
    return "; Path=/; HttpOnly; SameSite=Lax" + (settings.secure() ? "; Secure" : "");
  }
}
