package io.berth.forward;

/** A rule is broken. Carries no stack trace: it is an answer, and clients can cause it at will. */
final class RefusedException extends Exception {
  private final transient Refusal refusal;

  RefusedException(int status, String reason) {
    this(new Refusal(status, reason));
  }

  RefusedException(Refusal refusal) {
    super(refusal.reason(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
