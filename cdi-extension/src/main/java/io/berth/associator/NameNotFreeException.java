package io.berth.associator;

import java.time.Duration;

/**
 * The consumer was deleted, and not every manager that had its data has seen that yet. Nothing has
 * changed. Answer 503 or 429 with Retry-After.
 */
public class NameNotFreeException extends RegistrationException {
  private final Duration retryAfter;

  public NameNotFreeException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When the name can be expected to be free, at least one second. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
