package io.berth.associator;

/** A sign-up failed; nothing is half-bound, and the same call may be made again. */
public class RegistrationException extends RuntimeException {
  public RegistrationException(String message, Throwable cause) {
    super(message, cause);
  }

  public RegistrationException(String message) {
    super(message);
  }
}
