package io.berth.packet;

import io.berth.cluster.Packet;
import io.berth.cluster.PacketForm;
import io.berth.identifier.Signer;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Puts packets into signed, numbered envelopes that expire. Thread-safe. */
final class Outbox {
  /** How long a packet holds; nobody keeps one for longer than a slow network. */
  static final long LIFETIME_MILLIS = 60_000;

  private final PacketForm form;
  private final Signer signer;
  private final Clock clock;
  private final long run;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * @param run differs from that of every other node and of every other start of this one
   */
  Outbox(PacketForm form, Signer signer, Clock clock, long run) {
    this.form = form;
    this.signer = signer;
    this.clock = clock;
    this.run = run;
  }

  /**
   * @throws IllegalArgumentException when it is larger than {@link Envelope#MAX_BYTES}
   */
  byte[] seal(Packet packet) {
    return new Envelope(
            signer.signingKey(),
            run,
            numbers.incrementAndGet(),
            clock.millis() + LIFETIME_MILLIS,
            form.write(packet))
        .sealed(signer);
  }
}
