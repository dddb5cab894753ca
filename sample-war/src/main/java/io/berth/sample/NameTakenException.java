package io.berth.sample;

/** Somebody else was first. Answered with 409. */
final class NameTakenException extends BadInputException {
  private static final long serialVersionUID = 1L;

  NameTakenException(String message) {
    super(message);
  }

  @Override
  int status() {
    return 409;
  }
}
