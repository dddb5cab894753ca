package io.berth.filter;

import io.berth.identifier.Key;
import io.berth.identifier.Opening;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The sealed header by which a node knows that another node, and not a client, sent a request: it
 * names the sender and expires after {@value #LIFETIME_SECONDS} seconds. Content: expiry in
 * milliseconds since 1970 (64 bit), the run of the sender (64 bit), then the sender's name.
 */
final class Hop {
  /** The header's name. */
  static final String HEADER = "Berth-Hop";

  private static final int LIFETIME_SECONDS = 30;
  private static final int HEADER_BYTES = 2 * Long.BYTES;

  /** A sealed header says nothing of the request it goes with, so those of a second share one. */
  private static final long SHARED_MILLIS = 1_000;

  /** Some more than the nodes that send at the same time. */
  private static final int REMEMBERED = 64;

  /** A header's text and until when it holds, in milliseconds since 1970. */
  private record Sealed(String text, long expires) {}

  /** The same, with what it says of its sender. */
  private record Opened(String text, long expires, From from, Optional<Key> key) {
    boolean holds(long nowMillis) {
      return expires >= nowMillis && key.isPresent() && !key.get().isRetired();
    }
  }

  private final Sealer sealer;
  private final Clock clock;
  private final long run;
  private final byte[] sender;
  private final AtomicReferenceArray<@Nullable Opened> opened =
      new AtomicReferenceArray<>(REMEMBERED);
  private volatile Sealed shared = new Sealed("", 0);

  /** Who sent a request. */
  enum From {
    CLIENT,
    /** Who says to be a node and does not prove it: counts as a client. */
    STRANGER,
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

  /** The header's value for a request that is sent now. */
  String seal() {
    long expires = clock.millis() + LIFETIME_SECONDS * 1_000L;
    Sealed last = shared;
    if (last.expires > expires || last.expires <= expires - SHARED_MILLIS) {
      last = new Sealed(seal(expires), expires);
      shared = last;
    }
    return last.text;
  }

  private String seal(long expires) {
    byte[] content =
        ByteBuffer.allocate(HEADER_BYTES + sender.length)
            .putLong(expires)
            .putLong(run)
            .put(sender)
            .array();
    return sealer.seal(Purpose.HOP, content);
  }

  /** A header that was forged, replayed late or cut is nobody's we know. */
  From sender(HttpServletRequest request) {
    String text = request.getHeader(HEADER);
    if (text == null) {
      return From.CLIENT;
    }
    Opened known = opened(text);
    return known.holds(clock.millis()) ? known.from : From.STRANGER;
  }

  private Opened opened(String text) {
    int place = text.hashCode() & (REMEMBERED - 1);
    Opened before = opened.get(place);
    if (before != null && before.text.equals(text)) {
      return before;
    }
    Opened found = open(text);
    if (found.from != From.CLIENT) {
      opened.set(place, found);
    }
    return found;
  }

  private Opened open(String text) {
    if (sealer.open(Purpose.HOP, text) instanceof Opening.Opened<byte[]> of
        && of.content().length > HEADER_BYTES) {
      ByteBuffer content = ByteBuffer.wrap(of.content());
      long expires = content.getLong();
      From from = content.getLong() == run ? From.SELF : From.NODE;
      return new Opened(text, expires, from, Optional.of(of.key()));
    }
    return new Opened(text, Long.MIN_VALUE, From.CLIENT, Optional.empty());
  }
}
