package io.berth.forward;

/** A buffer of a body and how much of the body it holds; see {@link BufferPool} for where. */
final class Piece {
  private final byte[] buffer;
  private final int length;

  Piece(byte[] buffer, int length) {
    this.buffer = buffer;
    this.length = length;
  }

  byte[] buffer() {
    return buffer;
  }

  int length() {
    return length;
  }
}
