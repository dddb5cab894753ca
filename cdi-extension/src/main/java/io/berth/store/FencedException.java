package io.berth.store;

/** Somebody else has taken over, or the time was up; nothing has changed. */
public final class FencedException extends RuntimeException {
  FencedException(String message) {
    super(message);
  }
}
