package io.berth.identifier;

import io.berth.model.Association;
import java.time.Clock;
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
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return codec.seal(
        new ConsumerToken(
            association.consumer(),
            association.home(),
            association.version(),
            association.epoch(),
            association.position(),
            now,
            now.plus(settings.lifetime())));
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
