package io.berth.forward;

/**
 * Finds the content and the end of a body in the bytes of a connection. Not thread-safe; one per
 * message.
 */
abstract sealed class BodyFraming permits FixedBody, ChunkedBody, UntilCloseBody {
  private int leftover;

  /**
   * Takes {@code bytes[from, to)} and leaves the content it held in {@code bytes[from, from +
   * result)}, moved together where framing stood between.
   *
   * @return how many bytes of content
   */
  abstract int decode(byte[] bytes, int from, int to) throws MalformedResponseException;

  /** Whether the body is whole. */
  abstract boolean isEnded();

  /** Whether the body is whole when the connection ends now. */
  boolean isEndedByClose() {
    return isEnded();
  }

  /** How many bytes the last {@link #decode} found behind the end. */
  final int leftover() {
    return leftover;
  }

  final void leave(int bytes) {
    leftover = bytes;
  }
}
