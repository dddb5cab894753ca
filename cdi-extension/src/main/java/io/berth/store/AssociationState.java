package io.berth.store;

/** Where a consumer stands. */
public enum AssociationState {
  /** Resources of another manager are claimed for it, and nobody works on it yet. */
  RESERVED,
  /** A node of the home is registering it. */
  CLAIMED,
  /** It is bound: registering or registered. */
  BOUND,
  /** A tombstone. */
  GONE
}
