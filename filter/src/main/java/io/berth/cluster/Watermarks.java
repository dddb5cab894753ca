package io.berth.cluster;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.Watermark;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Several reports of one manager and home say together what the farthest says of each store. Of two
 * histories of one log the later one counts: the other was given up (PostgreSQL: a promotion starts
 * a new timeline).
 */
final class Watermarks {
  private static final Comparator<LogPoint> AGE =
      Comparator.comparingLong(LogPoint::epoch).thenComparingLong(LogPoint::offset);

  private Watermarks() {}

  /** One per manager and home, in a fixed order. */
  static List<Watermark> merge(Collection<Watermark> some, Collection<Watermark> more) {
    Map<String, Watermark> merged = new TreeMap<>();
    some.forEach(mark -> merged.merge(key(mark), mark, Watermarks::farthest));
    more.forEach(mark -> merged.merge(key(mark), mark, Watermarks::farthest));
    return List.copyOf(merged.values());
  }

  /** A space is in no name. */
  private static String key(Watermark mark) {
    return mark.manager() + " " + mark.home();
  }

  private static Watermark farthest(Watermark one, Watermark other) {
    Map<String, LogPoint> stores = new HashMap<>(one.applied().stores());
    other
        .applied()
        .stores()
        .forEach(
            (store, point) -> stores.merge(store, point, (a, b) -> AGE.compare(a, b) >= 0 ? a : b));
    return new Watermark(one.manager(), one.home(), new Position(stores));
  }
}
