package io.berth.packet;

import io.berth.model.Association;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that one site has not been told of yet, the newest of each consumer. Bounded: what falls
 * out is found by the next comparison. Thread-safe.
 */
final class Changes {
  static final int BOUND = 20_000;

  private final Map<String, Association> waiting = new LinkedHashMap<>();
  private long lost;

  synchronized void add(Association association) {
    String consumer = association.consumer().value();
    Association before = waiting.remove(consumer);
    waiting.put(consumer, before == null ? association : before.merge(association));
    if (waiting.size() > BOUND) {
      Iterator<String> oldest = waiting.keySet().iterator();
      oldest.next();
      oldest.remove();
      lost++;
    }
  }

  /** The oldest, which are waiting no more. */
  synchronized List<Association> take(int most) {
    List<Association> taken = new ArrayList<>();
    Iterator<Association> oldest = waiting.values().iterator();
    while (taken.size() < most && oldest.hasNext()) {
      taken.add(oldest.next());
      oldest.remove();
    }
    return taken;
  }

  synchronized int size() {
    return waiting.size();
  }

  synchronized long lost() {
    return lost;
  }
}
