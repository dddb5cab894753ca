package io.berth.forward;

/** How one forward ended, seen from this node. */
public enum Outcome {
  /** The node's answer reached the client's connection whole. */
  ANSWERED,
  /** No connection to the node could be made; nothing was sent to it (503). */
  UNREACHABLE,
  /** The node did not answer in time (504). */
  LATE,
  /** The exchange broke before the answer was whole (502, or a cut answer). */
  BROKEN
}
