package io.berth.filter;

import io.berth.identifier.Opening;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/**
 * The sealed header by which a node knows that another node, and not a client, sent a request: it
 * names the sender and expires after {@value #LIFETIME_SECONDS} seconds (RULES 2). Content: expiry
 * in milliseconds since 1970 (64 bit), then the sender's name.
 */
final class Hop {
  /** The header's name. */
  static final String HEADER = "Berth-Hop";

  private static final int LIFETIME_SECONDS = 30;

  private final Sealer sealer;
  private final Clock clock;
  private final byte[] sender;

  Hop(Sealer sealer, Clock clock, String sender) {
    this.sealer = sealer;
    this.clock = clock;
    this.sender = sender.getBytes(StandardCharsets.US_ASCII);
  }

  String seal() {
    long expires = clock.instant().plus(Duration.ofSeconds(LIFETIME_SECONDS)).toEpochMilli();
    byte[] content =
        ByteBuffer.allocate(Long.BYTES + sender.length).putLong(expires).put(sender).array();
    return sealer.seal(Purpose.HOP, content);
  }

  /**
   * Whether another node sent this; a header that was forged, replayed late or cut counts as
   * absent.
   */
  boolean isPresent(HttpServletRequest request) {
    String text = request.getHeader(HEADER);
    return text != null
        && sealer.open(Purpose.HOP, text) instanceof Opening.Opened<byte[]> opened
        && isAlive(opened.content());
  }

  private boolean isAlive(byte[] content) {
    return content.length > Long.BYTES && ByteBuffer.wrap(content).getLong() >= clock.millis();
  }
}
