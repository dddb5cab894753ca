package io.berth.packet;

import io.berth.cluster.Packet;
import io.berth.cluster.PacketForm;
import io.berth.identifier.Signer;
import io.berth.mapping.OncePerMinute;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Opens what comes from outside: nothing is parsed before its MAC is right, and what is refused has
 * no effect but a count and one line a minute for each cause. Thread-safe.
 */
final class Inbox {
  private static final Logger LOG = Logger.getLogger(Inbox.class);

  /** How far the clocks of two sites may be apart. */
  static final long TOLERANCE_MILLIS = 60_000;

  private final PacketForm form;
  private final Signer signer;
  private final Clock clock;
  private final ReplayWindow window = new ReplayWindow();
  private final LongAdder accepted = new LongAdder();
  private final Map<PacketRefusal, LongAdder> refused = new EnumMap<>(PacketRefusal.class);
  private final Map<PacketRefusal, OncePerMinute> lines = new EnumMap<>(PacketRefusal.class);

  Inbox(PacketForm form, Signer signer, Clock clock, LongSupplier nanos) {
    this.form = form;
    this.signer = signer;
    this.clock = clock;
    for (PacketRefusal cause : PacketRefusal.values()) {
      refused.put(cause, new LongAdder());
      lines.put(cause, new OncePerMinute(nanos));
    }
  }

  /**
   * @param from for the log: the address that the bytes came from
   * @throws RefusedPacketException when they have no effect; counted and logged
   */
  Packet open(byte[] bytes, String from) throws RefusedPacketException {
    try {
      Envelope envelope = Envelope.open(bytes, signer);
      checkTime(envelope);
      Packet packet = parse(envelope);
      accepted.increment();
      return packet;
    } catch (RefusedPacketException e) {
      refuse(e.refusal(), from);
      throw e;
    }
  }

  private void checkTime(Envelope envelope) throws RefusedPacketException {
    long now = clock.millis();
    if (envelope.expires() < now) {
      throw new RefusedPacketException(PacketRefusal.EXPIRED);
    }
    if (envelope.expires() - now > Outbox.LIFETIME_MILLIS + TOLERANCE_MILLIS) {
      throw new RefusedPacketException(PacketRefusal.FROM_THE_FUTURE);
    }
    if (!window.isNew(envelope.run(), envelope.number(), envelope.expires(), now)) {
      throw new RefusedPacketException(PacketRefusal.REPLAYED);
    }
  }

  private Packet parse(Envelope envelope) throws RefusedPacketException {
    try {
      return form.read(envelope.body());
    } catch (IOException e) {
      throw new RefusedPacketException(PacketRefusal.UNREADABLE, e);
    }
  }

  /** Counts and logs what was refused before it was whole. */
  void refuse(PacketRefusal cause, String from) {
    count(cause).increment();
    OncePerMinute line = lines.get(cause);
    if (line != null && line.mayPass()) {
      LOG.warnf("BERTH-130 a packet from %s was refused: %s", from, cause);
    }
  }

  private LongAdder count(PacketRefusal cause) {
    return refused.getOrDefault(cause, new LongAdder());
  }

  long accepted() {
    return accepted.sum();
  }

  Map<String, Long> refusedByCause() {
    Map<String, Long> counts = new TreeMap<>();
    refused.forEach((cause, count) -> counts.put(cause.name(), count.sum()));
    return counts;
  }
}
