package io.berth.forward;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a client can be written to: where the container's {@code onWritePossible} and the loop
 * meet. Nobody waits in vain: whoever of the two comes second goes on.
 */
final class Gate {
  private static final int CLOSED = 0;
  private static final int AWAITED = 1;
  private static final int OPEN = 2;

  /** The container's {@code isReady()}, asked so that nobody is gone meanwhile. */
  interface Ready {
    boolean isReady();
  }

  private final AtomicInteger state = new AtomicInteger(CLOSED);

  /** The container can take something. Its thread. True when the loop waits for that. */
  boolean open() {
    return state.getAndSet(OPEN) == AWAITED;
  }

  /**
   * Whether to write now; if not, {@link #open} will say that somebody waits. The loop's thread.
   */
  boolean isOpen() {
    return !state.compareAndSet(CLOSED, AWAITED) && state.get() == OPEN;
  }

  /** Whoever writes next says when it is open again. The loop's thread. */
  void shut() {
    state.set(CLOSED);
  }

  /** Asks the container anew, after a write; answers like {@link #isOpen}. The loop's thread. */
  boolean isStillOpen(Ready ready) {
    shut();
    if (ready.isReady()) {
      state.compareAndSet(CLOSED, OPEN);
    }
    return isOpen();
  }
}
