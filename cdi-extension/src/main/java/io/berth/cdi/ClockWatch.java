package io.berth.cdi;

import io.berth.jmx.Notice;
import io.berth.jmx.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Compares this node's clock with the authority's. Leases go by the authority's alone; tokens and
 * the headers between nodes go by the nodes' own, so theirs must be about right. Used by one
 * thread.
 */
final class ClockWatch {
  private static final Logger LOG = Logger.getLogger(ClockWatch.class);

  /** What nodes forgive each other is more than that. */
  private static final Duration TOLERATED = Duration.ofSeconds(10);

  private final Clock here;
  private final Supplier<Instant> there;
  private final Notices notices;
  private boolean wrong;

  /**
   * @param there asks the authority what time it is
   */
  ClockWatch(Clock here, Supplier<Instant> there, Notices notices) {
    this.here = here;
    this.there = there;
    this.notices = notices;
  }

  void look() {
    Instant before = here.instant();
    Instant authority = there.get();
    Instant after = here.instant();
    Duration ahead = authority.isBefore(before) ? Duration.between(authority, before) : none();
    Duration behind = authority.isAfter(after) ? Duration.between(after, authority) : none();
    Duration off = ahead.plus(behind);
    boolean isWrong = off.compareTo(TOLERATED) > 0;
    if (isWrong && !wrong) {
      LOG.warnf(
          "BERTH-360 this node's clock is %d s %s the authority's; tokens and requests between nodes"
              + " go by it: set the clocks of all nodes by one source",
          off.toSeconds(), behind.isZero() ? "ahead of" : "behind");
      notices.tell(Notice.CLOCK_WRONG, "off by " + off.toSeconds() + " s");
    } else if (wrong && !isWrong) {
      LOG.info("this node's clock is right again");
      notices.tell(Notice.CLOCK_RIGHT, "off by less than " + TOLERATED.toSeconds() + " s");
    }
    wrong = isWrong;
  }

  private static Duration none() {
    return Duration.ZERO;
  }
}
