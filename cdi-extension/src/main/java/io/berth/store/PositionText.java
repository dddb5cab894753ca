package io.berth.store;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A position as text: {@code store=epoch:offset,...}; empty when unknown. */
final class PositionText {
  private PositionText() {}

  static String write(Position position) {
    return new TreeMap<>(position.stores())
        .entrySet().stream()
            .map(each -> each.getKey() + "=" + write(each.getValue()))
            .collect(Collectors.joining(","));
  }

  private static String write(LogPoint point) {
    return point.epoch() + ":" + point.offset();
  }

  static Position read(String text) {
    if (text.isEmpty()) {
      return Position.UNKNOWN;
    }
    Map<String, LogPoint> stores = new HashMap<>();
    for (String entry : text.split(",", -1)) {
      int equals = entry.indexOf('=');
      int colon = entry.indexOf(':', equals);
      LogPoint point =
          new LogPoint(
              Long.parseLong(entry.substring(equals + 1, colon)),
              Long.parseLong(entry.substring(colon + 1)));
      stores.put(entry.substring(0, equals).intern(), point); // the same in every consumer
    }
    return new Position(stores);
  }
}
