package io.berth.forward;

/**
 * Says goodbye in a tunnel that carries a WebSocket. What the node says is followed frame by frame
 * (RFC 6455, 5.2), only so far that a close frame of ours never falls into the middle of one of its
 * frames. From then on the client hears nothing more of the node; its own close frame goes on to
 * the node, so that both ends have closed as they should. The loop's thread.
 */
final class WebSocketGoodbye {
  /** Unmasked, as servers send it: close, two bytes, 1001 "going away" (RFC 6455, 7.4.1). */
  private static final byte[] CLOSE = {(byte) 0x88, 2, 0x03, (byte) 0xe9};

  private static final int MASKED = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;

  private final byte[] head = new byte[14];
  private int headBytes;
  private int headLength = 2;
  private long payload;
  private boolean wanted;
  private boolean said;

  /** Whether the node's last frame is whole. */
  boolean isBetweenFrames() {
    return headBytes == 0 && payload == 0;
  }

  boolean isSaid() {
    return said;
  }

  /** It is to be said as soon as that can be. */
  void want() {
    wanted = true;
  }

  boolean isWanted() {
    return wanted && !said;
  }

  /** The frame to send now. */
  byte[] say() {
    said = true;
    return CLOSE.clone();
  }

  /**
   * Follows what the node said.
   *
   * @return where what goes on to the client ends: before {@code to} where a goodbye is wanted and
   *     a frame ends
   */
  int follow(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (payload > 0) {
        long part = Math.min(payload, to - at);
        payload -= part;
        at += (int) part;
      } else {
        readHead(bytes[at++]);
      }
      if (wanted && isBetweenFrames()) {
        return at;
      }
    }
    return to;
  }

  private void readHead(byte next) {
    head[headBytes++] = next;
    if (headBytes == 2) {
      int length = head[1] & (MASKED - 1);
      int more = length == LONG_LENGTH ? Long.BYTES : length == SHORT_LENGTH ? Short.BYTES : 0;
      headLength = 2 + more + ((head[1] & MASKED) == 0 ? 0 : Integer.BYTES);
    }
    if (headBytes == headLength) {
      payload = declared();
      headBytes = 0;
      headLength = 2;
    }
  }

  private long declared() {
    int length = head[1] & (MASKED - 1);
    if (length < SHORT_LENGTH) {
      return length;
    }
    int bytes = length == LONG_LENGTH ? Long.BYTES : Short.BYTES;
    long declared = 0;
    for (int i = 0; i < bytes; i++) {
      declared = declared << 8 | head[2 + i] & 0xff;
    }
    return Math.max(0, declared);
  }
}
