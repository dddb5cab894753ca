package io.berth.associator;

import io.berth.allocator.Expectation;
import java.time.Duration;

/** What one sign-up lacks, and when it is worth coming again. Used by one thread. */
final class Shortage {
  private String type;
  private Duration retryAfter;
  private boolean hopeless;

  Shortage(String type, Duration retryAfter) {
    this.type = type;
    this.retryAfter = retryAfter;
  }

  String type() {
    return type;
  }

  void lacks(String lacking) {
    type = lacking;
  }

  boolean isHopeless() {
    return hopeless;
  }

  /** Whether waiting on is pointless: making fails, or the manager has no room. */
  boolean noteHope(Expectation expectation) {
    Duration pause = expectation.pause();
    hopeless = !pause.isZero() || expectation.isHopeless();
    if (pause.compareTo(retryAfter) > 0) {
      retryAfter = pause;
    }
    return hopeless;
  }

  StockOutException exception(String manager, Duration waited) {
    return new StockOutException(
        "no '"
            + type
            + "' is in stock at a manager that takes consumers, and manager '"
            + manager
            + "' could make none within "
            + waited.toMillis()
            + " ms; see berth.pool.target and berth.stock.wait",
        retryAfter);
  }
}
