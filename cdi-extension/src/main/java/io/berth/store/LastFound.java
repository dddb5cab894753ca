package io.berth.store;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

/**
 * Where this node last found ready stock, pool by pool, for it to look on from there: what was
 * taken stays in the index until the database cleans up, and reading past it is what a claim would
 * spend most of its time on. Thread-safe.
 */
final class LastFound {
  /** Before everything. */
  static final Place BEGINNING = new Place(-1, -1);

  /** One claim in so many looks from the beginning, for what has come back since. */
  private static final int AGAIN = 500;

  private static final BinaryOperator<Place> LATER =
      BinaryOperator.maxBy(
          Comparator.comparingLong(Place::generation).thenComparingLong(Place::id));

  private final Map<Pool, Place> places = new ConcurrentHashMap<>();
  private final AtomicInteger looks = new AtomicInteger();

  /** In the order of the index: by the template's generation, then as they were made. */
  record Place(long generation, long id) {}

  private record Pool(String manager, String type, String variant) {
    static Pool of(String manager, Kind kind) {
      return new Pool(manager, kind.type(), kind.variant());
    }
  }

  /** Where to look from. */
  Place of(String manager, Kind kind) {
    if (looks.incrementAndGet() % AGAIN == 0) {
      return BEGINNING;
    }
    return places.getOrDefault(Pool.of(manager, kind), BEGINNING);
  }

  /** A resource of this type was claimed. */
  void found(Ask ask, String type, long generation, long id) {
    Place place = new Place(generation, id);
    for (Kind kind : ask.kinds()) {
      if (kind.type().equals(type)) {
        places.merge(Pool.of(ask.home(), kind), place, LATER);
      }
    }
  }

  /** There is stock before the place, or others have what is behind it: look from the beginning. */
  void forget(Ask ask) {
    ask.kinds().forEach(kind -> places.remove(Pool.of(ask.home(), kind)));
  }
}
