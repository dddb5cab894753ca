package io.berth.sample.bench;

import io.berth.identifier.KeyRing;
import io.berth.identifier.Sealer;
import io.berth.identifier.TokenIssuer;
import io.berth.identifier.TokenSettings;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.settings.Settings;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Who asks: consumers whose homes are the three backends in turn. */
public final class Consumers {
  /** The names of the backends, and with {@link #MANAGER} before them those of their managers. */
  public static final String BACKENDS = "abc";

  public static final String MANAGER = "rm-";

  /** What both sides of a token must agree on. */
  public static final Map<String, String> TOKENS =
      Map.of("berth.keys", "development", "berth.cookie.secure", "false");

  private static final int COUNT = 96;

  private Consumers() {}

  /** What every node that routes knows of them. */
  public static List<Association> all() {
    return IntStream.range(0, COUNT).mapToObj(Consumers::association).toList();
  }

  private static char backend(int number) {
    return BACKENDS.charAt(number % BACKENDS.length());
  }

  private static Association association(int number) {
    ConsumerId consumer = ConsumerId.of("consumer-" + number + "@example.org");
    String home = MANAGER + backend(number);
    return new Association(consumer, home, List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
  }

  /** One request of each. */
  static List<Ask> asks(long bodyBytes) {
    TokenIssuer issuer = issuer();
    return IntStream.range(0, COUNT)
        .mapToObj(number -> Ask.get(bodyBytes, issuer.token(association(number)), backend(number)))
        .toList();
  }

  /** Requests of those whose home is the first manager, answered there. */
  static List<Ask> asksOfOneHome(long bodyBytes) {
    return asks(bodyBytes).stream()
        .filter(ask -> ask.backend() == backend(0))
        .map(Ask::answeredHere)
        .toList();
  }

  /** Mints tokens that every node of the run can open. */
  public static TokenIssuer issuer() {
    TokenSettings settings = TokenSettings.read(Settings.of(TOKENS));
    Sealer sealer = new Sealer(KeyRing.parse(KeyRing.DEVELOPMENT), new SecureRandom());
    return new TokenIssuer(settings, sealer, Clock.systemUTC());
  }
}
