package io.berth.associator;

import java.time.Duration;

/** There is no ready stock and none could be made in time. Answer 503 with Retry-After. */
public class StockOutException extends RegistrationException {
  private final Duration retryAfter;

  public StockOutException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When stock can be expected, at least one second. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
