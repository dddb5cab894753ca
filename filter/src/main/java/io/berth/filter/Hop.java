package io.berth.filter;

import io.berth.identifier.Opening;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The sealed header by which a node knows that another node, and not a client, sent a request: it
 * names the sender and expires after {@value #LIFETIME_SECONDS} seconds (RULES 2). Content: expiry
 * in milliseconds since 1970 (64 bit), then the sender's name.
 */
final class Hop {
  /** The header's name. */
  static final String HEADER = "Berth-Hop";

  private static final int LIFETIME_SECONDS = 30;

  /** A sealed header says nothing of the request it goes with, so those of a second share one. */
  private static final long SHARED_MILLIS = 1_000;

  /** Some more than the nodes that send at the same time. */
  private static final int REMEMBERED = 64;

  /** A header's text and until when it holds, in milliseconds since 1970. */
  private record Sealed(String text, long expires) {}

  private final Sealer sealer;
  private final Clock clock;
  private final byte[] sender;
  private final AtomicReferenceArray<@Nullable Sealed> opened =
      new AtomicReferenceArray<>(REMEMBERED);
  private volatile Sealed shared = new Sealed("", 0);

  Hop(Sealer sealer, Clock clock, String sender) {
    this.sealer = sealer;
    this.clock = clock;
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
        ByteBuffer.allocate(Long.BYTES + sender.length).putLong(expires).put(sender).array();
    return sealer.seal(Purpose.HOP, content);
  }

  /**
   * Whether another node sent this; a header that was forged, replayed late or cut counts as
   * absent.
   */
  boolean isPresent(HttpServletRequest request) {
    String text = request.getHeader(HEADER);
    return text != null && expires(text) >= clock.millis();
  }

  /** Until when it holds; 0 for one that nobody of us sealed. */
  private long expires(String text) {
    int place = text.hashCode() & (REMEMBERED - 1);
    Sealed before = opened.get(place);
    if (before != null && before.text.equals(text)) {
      return before.expires;
    }
    if (sealer.open(Purpose.HOP, text) instanceof Opening.Opened<byte[]> content
        && content.content().length > Long.BYTES) {
      Sealed found = new Sealed(text, ByteBuffer.wrap(content.content()).getLong());
      opened.set(place, found);
      return found.expires;
    }
    return 0;
  }
}
