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
 * in milliseconds since 1970 (64 bit), the run of the sender (64 bit), then the sender's name.
 */
final class Hop {
  /** The header's name. */
  static final String HEADER = "Berth-Hop";

  private static final int LIFETIME_SECONDS = 30;
  private static final int HEADER_BYTES = 2 * Long.BYTES;

  private final Sealer sealer;
  private final Clock clock;
  private final long run;
  private final byte[] sender;

  /** Who sent a request. */
  enum From {
    CLIENT,
    NODE,
    /** This very run of this node: what it sent out came back to it. */
    SELF
  }

  /**
   * @param run differs from that of every other node and of every other start of this one
   */
  Hop(Sealer sealer, Clock clock, long run, String sender) {
    this.sealer = sealer;
    this.clock = clock;
    this.run = run;
    this.sender = sender.getBytes(StandardCharsets.US_ASCII);
  }

  String seal() {
    long expires = clock.instant().plus(Duration.ofSeconds(LIFETIME_SECONDS)).toEpochMilli();
    byte[] content =
        ByteBuffer.allocate(HEADER_BYTES + sender.length)
            .putLong(expires)
            .putLong(run)
            .put(sender)
            .array();
    return sealer.seal(Purpose.HOP, content);
  }

  /** A header that was forged, replayed late or cut counts as absent. */
  From sender(HttpServletRequest request) {
    String text = request.getHeader(HEADER);
    return text != null && sealer.open(Purpose.HOP, text) instanceof Opening.Opened<byte[]> opened
        ? sender(opened.content())
        : From.CLIENT;
  }

  private From sender(byte[] content) {
    if (content.length <= HEADER_BYTES || ByteBuffer.wrap(content).getLong() < clock.millis()) {
      return From.CLIENT;
    }
    return ByteBuffer.wrap(content).getLong(Long.BYTES) == run ? From.SELF : From.NODE;
  }
}
