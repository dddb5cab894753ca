package io.berth.model;

/**
 * A place in one store's log.
 *
 * @param epoch which history of the log (PostgreSQL: the timeline); places of different epochs
 *     cannot be compared
 * @param offset how far in that history (PostgreSQL: the LSN), at least 0
 */
public record LogPoint(long epoch, long offset) {
  public LogPoint {
    if (epoch < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "epoch and offset must be at least 0, got " + epoch + " and " + offset);
    }
  }

  /**
   * Whether a store that has applied its log up to here has applied {@code needed} (RULES P2;
   * LESSONS 60).
   */
  public boolean hasPassed(LogPoint needed) {
    return epoch == needed.epoch && offset >= needed.offset;
  }
}
