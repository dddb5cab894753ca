package io.berth.store;

/** The authority could not be asked, or did not answer: what became of the step is not known. */
public final class AuthorityException extends RuntimeException {
  AuthorityException(String message, Throwable cause) {
    super(message, cause);
  }
}
