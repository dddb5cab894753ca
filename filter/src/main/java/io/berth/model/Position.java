package io.berth.model;

import java.util.Map;

/**
 * A point in the home's log: once a manager has applied it, it holds the consumer's data. One entry
 * per store.
 *
 * @param stores store name to place in its log; empty when no probe watches the home's stores
 */
public record Position(Map<String, LogPoint> stores) {
  /**
   * No probe was there to say where the data is. Nothing can pass it: without a place there is no
   * proof.
   */
  public static final Position UNKNOWN = new Position(Map.of());

  public Position {
    stores.keySet().forEach(store -> Names.check("store", store));
    stores = Map.copyOf(stores);
  }

  public static Position of(String store, LogPoint point) {
    return new Position(Map.of(store, point));
  }

  /**
   * Whether a manager that has applied up to here has applied {@code needed} in <em>every</em>
   * store of it.
   */
  public boolean hasPassed(Position needed) {
    if (needed.stores.isEmpty()) {
      return false;
    }
    for (Map.Entry<String, LogPoint> entry : needed.stores.entrySet()) {
      LogPoint here = stores.get(entry.getKey());
      if (here == null || !here.hasPassed(entry.getValue())) {
        return false;
      }
    }
    return true;
  }
}
