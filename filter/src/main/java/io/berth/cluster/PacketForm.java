package io.berth.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;

/** Packets as bytes, after {@code berth.proto}. Thread-safe. */
public final class PacketForm {
  private final SerializationContext context = ProtobufUtil.newSerializationContext();

  public PacketForm() {
    BerthSchema.INITIALIZER.register(context);
  }

  public byte[] write(Packet packet) {
    try {
      return ProtobufUtil.toByteArray(context, packet);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /**
   * @throws IOException when the bytes are no packet
   */
  public Packet read(byte[] bytes) throws IOException {
    try {
      return ProtobufUtil.fromByteArray(context, bytes, Packet.class);
    } catch (RuntimeException e) {
      throw new IOException("no packet", e);
    }
  }

  /** The packet as indented JSON, for people. */
  public String json(Packet packet) {
    return PacketJson.of(packet);
  }
}
