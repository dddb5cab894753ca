package io.berth.cluster;

import io.berth.model.LogPoint;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;

/** One entry of a {@link io.berth.model.Position} on the wire. */
record StorePoint(
    @ProtoField(1) String store,
    @ProtoField(value = 2, defaultValue = "0") long epoch,
    @ProtoField(value = 3, defaultValue = "0") long offset) {
  @ProtoFactory
  StorePoint {}

  static StorePoint of(String store, LogPoint point) {
    return new StorePoint(store, point.epoch(), point.offset());
  }

  LogPoint point() {
    return new LogPoint(epoch, offset);
  }
}
