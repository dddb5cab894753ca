package io.berth.cluster;

import io.berth.model.Association;
import io.berth.model.Packet;
import java.util.List;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;

/** The wire form of a {@link Packet}. */
@ProtoAdapter(Packet.class)
@ProtoName("Packet")
final class PacketAdapter {
  @ProtoFactory
  static Packet create(List<Association> associations) {
    return new Packet(associations);
  }

  @ProtoField(1)
  static List<Association> getAssociations(Packet packet) {
    return packet.associations();
  }
}
