package io.berth.cluster;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;

/** The wire form of a {@link Position}. */
@ProtoAdapter(Position.class)
@ProtoName("Position")
final class PositionAdapter {
  @ProtoFactory
  static Position create(List<StorePoint> stores) {
    if (stores.isEmpty()) {
      return Position.UNKNOWN;
    }
    if (stores.size() == 1) {
      return Position.of(stores.get(0).store().intern(), stores.get(0).point());
    }
    Map<String, LogPoint> points = new HashMap<>();
    stores.forEach(each -> points.put(each.store().intern(), each.point()));
    return new Position(points);
  }

  /** Sorted, so that equal positions have equal bytes. */
  @ProtoField(1)
  static List<StorePoint> getStores(Position position) {
    return position.stores().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> StorePoint.of(entry.getKey(), entry.getValue()))
        .toList();
  }
}
