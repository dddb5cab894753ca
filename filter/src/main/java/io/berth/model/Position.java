package io.berth.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A point in the home's log: once a manager has applied it, it holds the consumer's data. One entry
 * per store.
 *
 * <p>Every consumer in memory has one, and nearly all of them name one store: that one is kept
 * without a map and a {@link LogPoint}, which takes 32 bytes instead of 96 (measured).
 */
public final class Position {
  /**
   * No probe was there to say where the data is. Nothing can pass it: without a place there is no
   * proof.
   */
  public static final Position UNKNOWN = new Position(Map.of());

  /**
   * A store that has no log of its own: whoever has acknowledged the consumer's version has passed
   * it. Beside other stores, all of them must have passed.
   */
  public static final String ACKNOWLEDGED = "acknowledged";

  private static final String ENDED = ".until-";

  /** The one store's name, or the map of none or several. */
  private final Object stores;

  private final long epoch;
  private final long offset;

  /**
   * @param stores store name to place in its log; empty when no probe watches the home's stores
   */
  public Position(Map<String, LogPoint> stores) {
    Map<String, LogPoint> all = Map.copyOf(stores);
    all.forEach((store, point) -> Names.check("store", store));
    if (all.size() == 1) {
      Map.Entry<String, LogPoint> only = all.entrySet().iterator().next();
      this.stores = only.getKey();
      this.epoch = only.getValue().epoch();
      this.offset = only.getValue().offset();
    } else {
      this.stores = all;
      this.epoch = 0;
      this.offset = 0;
    }
  }

  public static Position of(String store, LogPoint point) {
    return new Position(Map.of(store, point));
  }

  /**
   * The name under which a watermark says where an earlier history of a store ended, of which the
   * present one is the continuation (PostgreSQL: the timeline that a promotion left). A place of
   * that history is passed when it lies before its end: what came later is lost everywhere.
   */
  public static String ended(String store, long epoch) {
    return store + ENDED + epoch;
  }

  /** Whether a store's name says where an earlier history ended. */
  public static boolean isEnded(String store) {
    return store.contains(ENDED);
  }

  /** Store name to place in its log; empty when no probe watches the home's stores. */
  @SuppressWarnings("unchecked") // it is one of the two, and the constructor put it there
  public Map<String, LogPoint> stores() {
    return stores instanceof String only
        ? Map.of(only, new LogPoint(epoch, offset))
        : (Map<String, LogPoint>) stores;
  }

  /** Whether this says nothing. */
  public boolean isUnknown() {
    return stores instanceof Map<?, ?> map && map.isEmpty();
  }

  /**
   * Whether a manager that has applied up to here has applied {@code needed} in <em>every</em>
   * store of it.
   */
  public boolean hasPassed(Position needed) {
    if (needed.isUnknown()) {
      return false;
    }
    if (stores instanceof String here && needed.stores instanceof String there) {
      return here.equals(there) && epoch == needed.epoch && offset >= needed.offset;
    }
    Map<String, LogPoint> applied = stores();
    for (Map.Entry<String, LogPoint> entry : needed.stores().entrySet()) {
      if (!hasPassed(applied, entry.getKey(), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasPassed(Map<String, LogPoint> applied, String store, LogPoint needed) {
    LogPoint here = applied.get(store);
    if (here == null || here.epoch() <= needed.epoch()) {
      return here != null && here.hasPassed(needed);
    }
    LogPoint end = applied.get(ended(store, needed.epoch()));
    return end != null && end.hasPassed(needed);
  }

  /** Whether the place is reached by acknowledging only, or among others. */
  boolean asksForAcknowledgement() {
    return stores instanceof String only
        ? only.equals(ACKNOWLEDGED)
        : stores().containsKey(ACKNOWLEDGED);
  }

  /** What watermarks have to show besides the acknowledgement; unknown when that is all. */
  Position besidesAcknowledgement() {
    Map<String, LogPoint> others = new HashMap<>(stores());
    others.remove(ACKNOWLEDGED);
    return others.isEmpty() ? UNKNOWN : new Position(others);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Position that
        && epoch == that.epoch
        && offset == that.offset
        && stores.equals(that.stores);
  }

  @Override
  public int hashCode() {
    return Objects.hash(stores, epoch, offset);
  }

  @Override
  public String toString() {
    return "Position[stores=" + stores() + "]";
  }
}
