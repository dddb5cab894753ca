package io.berth.cluster;

import io.berth.model.Position;
import io.berth.model.Watermark;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;
import org.jspecify.annotations.Nullable;

/** The wire form of a {@link Watermark}. */
@ProtoAdapter(Watermark.class)
@ProtoName("Watermark")
final class WatermarkAdapter {
  @ProtoFactory
  static Watermark create(String manager, String home, @Nullable Position applied) {
    return new Watermark(manager, home, applied == null ? Position.UNKNOWN : applied);
  }

  @ProtoField(1)
  static String getManager(Watermark watermark) {
    return watermark.manager();
  }

  @ProtoField(2)
  static String getHome(Watermark watermark) {
    return watermark.home();
  }

  @ProtoField(3)
  static Position getApplied(Watermark watermark) {
    return watermark.applied();
  }
}
