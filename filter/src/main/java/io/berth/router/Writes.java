package io.berth.router;

/** Who may answer a request that may write. */
public enum Writes {
  /** The home alone: the one writer of a consumer's data. */
  HOME,
  /** Any holder: the application says that its stores merge writes. */
  ANY
}
