package io.berth.store;

import io.berth.model.Association;

/** Somebody else has taken over, or the time was up; nothing has changed. */
public final class FencedException extends RuntimeException {
  FencedException(String message) {
    super(message);
  }

  static FencedException beforeBinding(Association claimed) {
    return new FencedException(
        "the claim of "
            + claimed.consumer()
            + " on "
            + claimed.resources().size()
            + " resources ended before it was bound; see berth.claim.lease");
  }
}
