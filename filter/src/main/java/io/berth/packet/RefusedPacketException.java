package io.berth.packet;

import java.io.IOException;

/** A packet that has no effect, and why. */
public final class RefusedPacketException extends IOException {
  private static final long serialVersionUID = 1L;

  private final PacketRefusal cause;

  RefusedPacketException(PacketRefusal cause) {
    super("a packet was refused: " + cause);
    this.cause = cause;
  }

  RefusedPacketException(PacketRefusal cause, Throwable reason) {
    super("a packet was refused: " + cause, reason);
    this.cause = cause;
  }

  public PacketRefusal refusal() {
    return cause;
  }
}
