package io.berth.packet;

import java.io.IOException;

/** Too many ask this node for what they lack at the same time. */
public final class BusySiteException extends IOException {
  private static final long serialVersionUID = 1L;

  BusySiteException() {
    super("too many ask at once");
  }
}
