package io.berth.replication;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what the probe says of one home's log, answer after answer: is it to be believed? A state
 * machine without clock and threads; used by one thread.
 */
final class HomeLog {
  /** What an answer is worth. */
  enum Standing {
    /** Nothing yet. */
    UNPROVEN,
    /** It is published. */
    PROVEN,
    /** The store here has applied another log than the home writes. */
    OTHER_LOG,
    /** Less is applied than there was before: the store here is not the one it was. */
    BACKWARDS,
    /** More is applied than the home has written. */
    FUTURE
  }

  private final long patienceNanos;
  private Position highest = Position.UNKNOWN;
  private Position ahead = Position.UNKNOWN;
  private long aheadSince;
  private @Nullable Long lackingSince;
  private boolean confirmed;

  /**
   * @param patienceNanos so long may a home take to say what explains an answer
   */
  HomeLog(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /**
   * @param applied what the probe says; unknown when it says nothing
   * @param end where the home says that its log ends; unknown when it is silent
   * @param now of a clock that only goes forward, in nanoseconds
   */
  Standing judge(Position applied, Position end, long now) {
    Set<String> lacking = new HashSet<>(end.stores().keySet());
    lacking.remove(Position.ACKNOWLEDGED);
    lacking.removeIf(Position::isEnded);
    lacking.removeAll(applied.stores().keySet());
    if (!lacking.isEmpty()) {
      return lacking(now);
    }
    lackingSince = null;
    if (applied.isUnknown()) {
      return Standing.UNPROVEN;
    }
    if (anyBefore(applied, highest)) {
      return Standing.BACKWARDS;
    }
    Standing standing = plausible(applied, end, now);
    if (standing == Standing.PROVEN) {
      highest = applied;
    }
    return standing;
  }

  /** Right after a failover, or before the first data have come, this passes. */
  private Standing lacking(long now) {
    if (lackingSince == null) {
      lackingSince = now;
    }
    return now - lackingSince > patienceNanos ? Standing.OTHER_LOG : Standing.UNPROVEN;
  }

  /**
   * The home's report may be a little older than the answer here. So being ahead is no wonder, as
   * long as the home gets there; a probe that has never been confirmed is not believed meanwhile.
   */
  private Standing plausible(Position applied, Position end, long now) {
    if (!anyBefore(end, applied)) {
      ahead = Position.UNKNOWN;
      confirmed |= !end.isUnknown();
      return Standing.PROVEN;
    }
    if (!ahead.isUnknown() && !anyBefore(end, ahead)) {
      ahead = Position.UNKNOWN;
      confirmed = true;
    }
    if (ahead.isUnknown()) {
      ahead = applied;
      aheadSince = now;
    }
    if (now - aheadSince > patienceNanos) {
      confirmed = false;
      highest = Position.UNKNOWN; // it was never true
      return Standing.FUTURE;
    }
    return confirmed ? Standing.PROVEN : Standing.UNPROVEN;
  }

  /** Whether {@code one} stands before {@code other} in a store that both speak of. */
  private static boolean anyBefore(Position one, Position other) {
    Map<String, LogPoint> theirs = other.stores();
    for (Map.Entry<String, LogPoint> mine : one.stores().entrySet()) {
      LogPoint their = theirs.get(mine.getKey());
      if (their != null && isBefore(mine.getValue(), their)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBefore(LogPoint one, LogPoint other) {
    return one.epoch() < other.epoch()
        || (one.epoch() == other.epoch() && one.offset() < other.offset());
  }
}
