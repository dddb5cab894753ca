package io.berth.forward;

/** How one forward ended, seen from this node. */
public enum Outcome {
  /** The node's answer, whatever its status, reached the client's connection whole. */
  ANSWERED,
  /** Refused before anything was sent: the client's request breaks a rule (400, 414, 431 ...). */
  REJECTED,
  /** No connection to the node could be made; nothing was sent to it (503). */
  UNREACHABLE,
  /** The node's connections were all in use and its queue full; nothing was sent (503). */
  OVERLOADED,
  /** The node may not answer for this consumer and did nothing (503). */
  MISDIRECTED,
  /** The node did not answer, or stopped answering, within a time-out (504, or a cut answer). */
  LATE,
  /** The node's connection broke before its answer was whole (502, or a cut answer). */
  BROKEN,
  /** The node's answer was no valid HTTP/1.1 (502, or a cut answer). */
  MALFORMED,
  /** The client left before the answer was whole; the node's connection was closed. */
  CLIENT_LEFT,
  /** Something failed on this node, for example the forwarder was closed (503). */
  FAILED;

  /** Whether the node provably did nothing, so that any request may be tried elsewhere. */
  public boolean nothingSent() {
    return this == REJECTED || this == UNREACHABLE || this == OVERLOADED || this == MISDIRECTED;
  }
}
