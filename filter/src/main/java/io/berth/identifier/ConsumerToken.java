package io.berth.identifier;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the token says: enough to route when every copy of the mapping is lost (DESIGN 3.3). It
 * names the home, never a node or an address.
 *
 * @param consumer whose token
 * @param home the consumer's home
 * @param version the version the client has seen; it is never shown an older one (RULES M2)
 * @param epoch the fence of the claim
 * @param position where that version stands in the home's log
 * @param issued when, to the second
 * @param expires when it stops being accepted, by the server's clock
 */
public record ConsumerToken(
    ConsumerId consumer,
    String home,
    long version,
    long epoch,
    Position position,
    Instant issued,
    Instant expires) {

  /** The last millisecond since 1970 in which it is accepted. */
  long expiresMillis() {
    return TimeUnit.SECONDS.toMillis(expires.getEpochSecond());
  }

  /**
   * What the token alone knows of the association: nobody but the home is known to have
   * acknowledged.
   */
  Association association() {
    return new Association(consumer, home, List.of(), version, epoch, position, Set.of(), false);
  }
}
