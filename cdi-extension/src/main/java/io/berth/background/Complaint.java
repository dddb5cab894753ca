package io.berth.background;

import org.jboss.logging.Logger;

/** Says once that a task fails, and once that it works again. Used by one thread. */
public final class Complaint {
  private final Logger log;
  private final String failure;
  private long failures;

  /**
   * @param failure what failed, with its code
   */
  public Complaint(Logger log, String failure) {
    this.log = log;
    this.failure = failure;
  }

  /** Runs the task; whether it went well. */
  public boolean guard(Background.Task task) throws InterruptedException {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      if (!Thread.currentThread().isInterrupted() && ++failures == 1) {
        log.error(failure, e);
      }
      return false;
    }
    if (failures > 0) {
      log.infof("works again after %d failures: %s", failures, failure);
      failures = 0;
    }
    return true;
  }
}
