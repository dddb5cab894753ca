package io.berth.sample;

/** The person has to change something; the message is shown to them. Answered with 400. */
class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }

  int status() {
    return 400;
  }
}
