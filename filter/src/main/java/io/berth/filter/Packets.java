package io.berth.filter;

import io.berth.cluster.Packet;
import io.berth.cluster.PacketForm;
import io.berth.identifier.Opening;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What a node that is asked wrongly says of who is right, sealed, for a header of its 421. Content:
 * expiry in milliseconds since 1970 (64 bit), then the packet after {@code berth.proto}.
 */
final class Packets {
  /** The header's name. */
  static final String HEADER = "Berth-Packet";

  private static final Logger LOG = Logger.getLogger(Packets.class);
  private static final Duration LIFETIME = Duration.ofSeconds(30);

  private final PacketForm form = new PacketForm();
  private final Sealer sealer;
  private final Clock clock;

  Packets(Sealer sealer, Clock clock) {
    this.sealer = sealer;
    this.clock = clock;
  }

  /** Empty when the record is too large for a header. */
  Optional<String> seal(Association association) {
    byte[] packet = form.write(Packet.of(List.of(association)));
    long expires = clock.instant().plus(LIFETIME).toEpochMilli();
    byte[] content =
        ByteBuffer.allocate(Long.BYTES + packet.length).putLong(expires).put(packet).array();
    try {
      return Optional.of(sealer.seal(Purpose.PACKET, content));
    } catch (IllegalArgumentException e) {
      LOG.debugf("the record of %s is too large for a packet", association.consumer());
      return Optional.empty();
    }
  }

  /** What it says of {@code consumer}; nothing when it is forged, late, cut, or of others. */
  Optional<Association> open(String text, ConsumerId consumer) {
    if (sealer.open(Purpose.PACKET, text) instanceof Opening.Opened<byte[]> opened) {
      return read(opened.content()).filter(record -> record.consumer().equals(consumer));
    }
    return Optional.empty();
  }

  private Optional<Association> read(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (bytes.remaining() < Long.BYTES || bytes.getLong() < clock.millis()) {
      return Optional.empty();
    }
    byte[] packet = new byte[bytes.remaining()];
    bytes.get(packet);
    try {
      return form.read(packet).associations().stream().findFirst();
    } catch (IOException e) {
      LOG.debugf(e, "a packet that nobody can read");
      return Optional.empty();
    }
  }
}
