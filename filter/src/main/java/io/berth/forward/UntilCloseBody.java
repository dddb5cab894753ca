package io.berth.forward;

/** A body that ends with its connection (RFC 9112, 6.3 rule 8). */
final class UntilCloseBody extends BodyFraming {
  @Override
  int decode(byte[] bytes, int from, int to) {
    return to - from;
  }

  @Override
  boolean isEnded() {
    return false;
  }

  @Override
  boolean isEndedByClose() {
    return true;
  }
}
