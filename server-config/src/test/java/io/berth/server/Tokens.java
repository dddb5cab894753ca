package io.berth.server;

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

/** Tokens as a node of the same cluster would seal them. */
final class Tokens {
  private Tokens() {}

  /** Of somebody whose home is that manager. */
  static String at(String home) {
    Settings settings = Settings.of(Map.of("berth.keys", KeyRing.DEVELOPMENT));
    Sealer sealer = new Sealer(KeyRing.parse(KeyRing.DEVELOPMENT), new SecureRandom());
    ConsumerId consumer = ConsumerId.of("somebody-of-" + home + "@example.org");
    Association association =
        new Association(consumer, home, List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
    return new TokenIssuer(TokenSettings.read(settings), sealer, Clock.systemUTC())
        .token(association);
  }
}
