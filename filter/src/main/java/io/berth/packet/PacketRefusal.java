package io.berth.packet;

/** Why a packet had no effect. */
public enum PacketRefusal {
  /** Not of the form that Berth makes: cut, garbage, no MAC. */
  MALFORMED,
  /** Larger than {@link Envelope#MAX_BYTES}; not read. */
  TOO_LARGE,
  /** Signed with a key that is not in the ring. */
  UNKNOWN_KEY,
  /** Changed, or signed by somebody who does not have the key. */
  FORGED,
  /** Past its time by this node's clock. */
  EXPIRED,
  /** Made later than this node's clock allows. */
  FROM_THE_FUTURE,
  /** Came before, or so long after its successors that nobody can tell. */
  REPLAYED,
  /** Rightly signed, but what it holds is no packet. */
  UNREADABLE
}
