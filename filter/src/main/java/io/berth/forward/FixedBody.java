package io.berth.forward;

/** A body of a known length (RFC 9112, 6.2); of none, too. */
final class FixedBody extends BodyFraming {
  private long missing;

  FixedBody(long length) {
    missing = length;
  }

  @Override
  int decode(byte[] bytes, int from, int to) {
    int content = (int) Math.min(missing, to - from);
    missing -= content;
    leave(to - from - content);
    return content;
  }

  @Override
  boolean isEnded() {
    return missing == 0;
  }
}
