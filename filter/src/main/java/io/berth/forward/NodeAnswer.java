package io.berth.forward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node's answer as its bytes come in: informational heads are passed over, early hints kept for
 * whoever can say them on; then there is the final head, then content. Works on the loop's own
 * buffer; only what cannot be dealt with at once is kept.
 */
final class NodeAnswer {
  private static final int MAX_INFORMATIONAL = 16;
  private static final int EARLY_HINTS = 103;

  /** Clients lose patience: the JDK's takes nine interim answers for an attack. */
  private static final int MOST_HINTS = 4;

  private static final byte[] NOTHING = new byte[0];

  private final boolean toHead;
  private final String upgrade;
  private byte[] kept = NOTHING;
  private byte[] bytes = NOTHING;
  private int from;
  private int to;
  private int scanned;
  private int informational;
  private int hinted;
  private List<ResponseHead> hints = List.of();
  private @Nullable ResponseHead head;
  private BodyFraming framing = new FixedBody(0);

  /**
   * @param toHead whether the request was HEAD
   * @param upgrade the protocol the request asked to switch to; empty for none
   */
  NodeAnswer(boolean toHead, String upgrade) {
    this.toHead = toHead;
    this.upgrade = upgrade;
  }

  /** Takes {@code length} bytes that were read to the start of the loop's {@code buffer}. */
  void take(byte[] buffer, int length) {
    if (from == to) {
      bytes = buffer;
      from = 0;
      to = length;
      scanned = 0;
      return;
    }
    if (kept.length - to < length) {
      kept = Arrays.copyOf(kept, Math.max(to + length, kept.length * 2));
    }
    System.arraycopy(buffer, 0, kept, to, length);
    bytes = kept;
    to += length;
  }

  /** Keeps what is left, for the loop's buffer is about to be used by others. */
  void keep() {
    if (from < to && bytes != kept) {
      kept = Arrays.copyOfRange(bytes, from, to);
      scanned -= from;
      to -= from;
      from = 0;
      bytes = kept;
    }
  }

  /** Whether there is something to deal with. */
  boolean isPending() {
    return from < to;
  }

  /** Whether the node has said anything at all, or may have begun to. */
  boolean hasBegun() {
    return isPending() || head != null || informational > 0;
  }

  /** Finds the final head; empty-handed as long as it has not come. */
  @Nullable ResponseHead findHead() throws MalformedResponseException {
    while (head == null) {
      int end = endOfHead();
      if (end < 0) {
        return null;
      }
      ResponseHead found = ResponseHead.parse(bytes, from, end);
      from = end;
      scanned = end;
      if (found.isInformational() && !isSwitch(found)) {
        passOver(found);
      } else {
        head = found;
        framing = found.framing(toHead);
      }
    }
    return head;
  }

  private void passOver(ResponseHead interim) throws MalformedResponseException {
    if (++informational > MAX_INFORMATIONAL) {
      throw new MalformedResponseException("more than 16 informational responses");
    }
    if (interim.status() == EARLY_HINTS && hinted < MOST_HINTS) {
      hinted++;
      hints = new ArrayList<>(hints);
      hints.add(interim);
    }
  }

  /** The early hints that came since this was last asked, before the final head; few have any. */
  List<ResponseHead> takeHints() {
    List<ResponseHead> taken = hints;
    hints = List.of();
    return taken;
  }

  /** Only what was asked for may be switched to (CVE-2024-23326). */
  private boolean isSwitch(ResponseHead found) throws MalformedResponseException {
    if (found.status() != 101) {
      return false;
    }
    if (upgrade.isEmpty() || !upgrade.equalsIgnoreCase(found.upgrade())) {
      throw new MalformedResponseException("101 to a request that asked for another protocol");
    }
    return true;
  }

  /** What came behind a 101, which is of the new protocol. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, from, to);
    to = from;
    return rest;
  }

  /** Where the empty line ends; -1 when it has not come. */
  private int endOfHead() throws MalformedResponseException {
    if (!ResponseHead.startsLikeHttp(bytes, from, to)) {
      throw new MalformedResponseException("no HTTP/1.0 or HTTP/1.1 status line");
    }
    for (int i = Math.max(scanned, from); i + 3 < to; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return checkedEnd(i + 4);
      }
    }
    scanned = Math.max(from, to - 3);
    checkedEnd(to);
    return -1;
  }

  private int checkedEnd(int end) throws MalformedResponseException {
    if (end - from > ResponseHead.MAX_BYTES) {
      throw new MalformedResponseException("a head of more than 32 KiB");
    }
    return end;
  }

  /** Takes the framing off what is pending; the content is then in {@link #content}. */
  int decode() throws MalformedResponseException {
    int length = framing.decode(bytes, from, to);
    to = from;
    kept = NOTHING;
    return length;
  }

  /** The bytes of the content that {@link #decode} found, from {@link #contentStart} on. */
  byte[] content() {
    return bytes;
  }

  int contentStart() {
    return from;
  }

  boolean isEnded() {
    return head != null && framing.isEnded();
  }

  /** What came behind the body; empty for most. */
  HeaderLines trailers() {
    return framing instanceof ChunkedBody chunked ? chunked.trailers() : HeaderLines.NONE;
  }

  boolean isEndedByClose() {
    return head != null && framing.isEndedByClose();
  }

  /** Whether the connection may carry another exchange, as far as the answer is concerned. */
  boolean leavesConnectionClean() {
    ResponseHead last = head;
    return last != null && isEnded() && framing.leftover() == 0 && last.keepsConnection();
  }
}
