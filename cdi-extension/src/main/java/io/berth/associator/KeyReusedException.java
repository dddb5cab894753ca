package io.berth.associator;

/**
 * The key of a request came before, with another body or for another consumer. Nothing has changed.
 * Answer 422.
 */
public class KeyReusedException extends RegistrationException {
  public KeyReusedException(String message) {
    super(message);
  }
}
