package io.berth.forward;

/** A buffer of a body and how much of the body it holds; see {@link BufferPool} for where. */
final class Piece {
  private final byte[] buffer;
  private final int length;

  private final boolean last;

  Piece(byte[] buffer, int length) {
    this(buffer, length, false);
  }

  private Piece(byte[] buffer, int length, boolean last) {
    this.buffer = buffer;
    this.length = length;
    this.last = last;
  }

  /** The end of a chunked body, ready to be sent; nobody's buffer. */
  static Piece last(byte[] chunkAndTrailers) {
    return new Piece(chunkAndTrailers, 0, true);
  }

  boolean isLast() {
    return last;
  }

  byte[] buffer() {
    return buffer;
  }

  int length() {
    return length;
  }
}
