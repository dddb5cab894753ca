package io.berth.forward;

/**
 * How far an exchange is.
 *
 * <pre>
 * NEW - WAITING (for a connection) - SENDING (until the answer's head) - RELAYING - ENDING - DONE
 *            ^_________________________| once, when provably nothing was answered
 * LOOKING (for another node, once, when this one did nothing) - WAITING
 * FAILING (until the client can be told) - DONE     from every state before RELAYING
 * </pre>
 */
enum Phase {
  NEW,
  WAITING,
  LOOKING,
  SENDING,
  RELAYING,
  ENDING,
  FAILING,
  DONE;

  /** Whether nothing more goes to the node. */
  boolean isOver() {
    return this == FAILING || this == DONE;
  }
}
