package io.berth.associator;

import io.berth.model.Association;

/**
 * The application's own part of a sign-up, for example inserting the account row. It runs at the
 * home, after the resource was claimed and personalised and before the association is bound, on the
 * thread that registers.
 *
 * <p>When it throws, nothing is bound, and the exception reaches the caller of {@code register}. It
 * may run again for the same consumer after a crash, so it has to end in the same state.
 */
@FunctionalInterface
public interface Enrolment {
  /**
   * @param association what will be bound when this returns
   */
  void enrol(Association association);

  /** Nothing to do. */
  static Enrolment none() {
    return association -> {};
  }
}
