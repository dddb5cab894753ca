package io.berth.cluster;

import io.berth.model.Association;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;
import org.jspecify.annotations.Nullable;

/**
 * The wire form of a {@link Packet}. The digest is a row of bytes, eight big-endian ones for each
 * sum, because ProtoStream reads an absent list of numbers as one zero, and neither writes nor
 * reads lists of numbers as other languages do by default.
 */
@ProtoAdapter(Packet.class)
@ProtoName("Packet")
final class PacketAdapter {
  @ProtoFactory
  static Packet create(
      List<Association> associations,
      List<Announcement> announcements,
      byte @Nullable [] digest,
      boolean last) {
    return new Packet(associations, announcements, digest == null ? List.of() : sums(digest), last);
  }

  private static List<Long> sums(byte[] digest) {
    LongBuffer sums = ByteBuffer.wrap(digest).asLongBuffer();
    return IntStream.range(0, sums.remaining()).mapToObj(sums::get).toList();
  }

  @ProtoField(1)
  static List<Association> getAssociations(Packet packet) {
    return packet.associations();
  }

  @ProtoField(2)
  static List<Announcement> getAnnouncements(Packet packet) {
    return packet.announcements();
  }

  /** Absent when nothing is asked. */
  @ProtoField(3)
  static byte @Nullable [] getDigest(Packet packet) {
    if (packet.digest().isEmpty()) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * packet.digest().size());
    packet.digest().forEach(bytes::putLong);
    return bytes.array();
  }

  @ProtoField(value = 4, defaultValue = "false")
  static boolean getLast(Packet packet) {
    return packet.last();
  }
}
