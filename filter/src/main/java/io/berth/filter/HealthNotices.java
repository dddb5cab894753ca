package io.berth.filter;

import io.berth.filter.Health.Condition;
import io.berth.filter.Health.Part;
import io.berth.jmx.Notice;
import io.berth.jmx.Notices;
import java.util.function.BiConsumer;

/** Tells operators when what this node lives on changes. */
record HealthNotices(Notices notices) implements BiConsumer<Part, Condition> {
  @Override
  public void accept(Part part, Condition now) {
    switch (part) {
      case AUTHORITY ->
          tell(now, Notice.AUTHORITY_UNREACHABLE, Notice.AUTHORITY_BACK, "the authority");
      case CACHE -> tell(now, Notice.CACHE_LOST, Notice.CACHE_BACK, "the mapping cache");
      case STOCK -> notices.tell(stock(now), "ready stock is " + now);
      case FORWARDER -> {} // the liveness probe says so to who restarts the node
    }
  }

  private void tell(Condition now, Notice lost, Notice back, String what) {
    boolean usable = now.isUsable();
    notices.tell(usable ? back : lost, what + (usable ? " answers again" : " does not answer"));
  }

  private static Notice stock(Condition now) {
    return switch (now) {
      case OUT, LOST -> Notice.STOCK_OUT;
      case LOW -> Notice.STOCK_LOW;
      case OK, NOT_NEEDED -> Notice.STOCK_READY;
    };
  }
}
