package io.berth.identifier;

/** Why a token counts as absent, or for less than it says. */
public enum Refusal {
  /** Not of the form that Berth makes: cut, garbage, too long. */
  MALFORMED,
  /** Several different tokens in one request. */
  DUPLICATED,
  /** Sealed with a key that is not in the ring. */
  UNKNOWN_KEY,
  /** Changed, or sealed for another purpose. */
  FORGED,
  /** Past its time by this server's clock. */
  EXPIRED,
  /** The authority has no such version yet; the consumer's home alone answers. */
  AHEAD,
  /** The authority knows no such consumer, or only its tombstone. */
  UNKNOWN_CONSUMER
}
