package io.berth.sample.demo;

/**
 * A request that got neither what it asked for nor "account not found".
 *
 * @param what was asked: {@code sign-up} or {@code read}
 * @param asked the node that was asked
 * @param home the manager that the consumer's data is at; empty when it is not known yet
 * @param outcome the status, or the exception's name
 */
record Failure(String what, DemoNode asked, String home, String outcome) {
  /** Whether one of the {@code lost} nodes had to do with it: it was asked, or it was the home. */
  boolean isExplainedBy(DemoNode lost) {
    return asked.equals(lost) || home.equals(lost.manager());
  }
}
