package io.berth.forward;

/** What the rules say of a header; {@link HeaderNames} knows which name is which. */
enum HeaderKind {
  /** Carried as it is. */
  PLAIN,
  /** Carried, and may not be named in Connection. */
  PROTECTED,
  /** Carried, several lines joined to one (RFC 9113, 8.2.3). */
  COOKIE,
  /** Belongs to one connection only: never carried (RFC 9110, 7.6.1). */
  HOP_BY_HOP,
  CONNECTION,
  TRANSFER_ENCODING,
  TRAILER,
  TE,
  UPGRADE,
  /** Framing: never carried, derived anew. */
  CONTENT_LENGTH,
  HOST,
  /** The container has answered it. */
  EXPECT,
  FORWARDED,
  X_FORWARDED,
  VIA,
  /** Between nodes only: never carried, read from a 421. */
  PACKET,
  /** Spelled with {@code _} to pass for another header: dropped. */
  LOOK_ALIKE;

  boolean isHopByHop() {
    return this == HOP_BY_HOP
        || this == CONNECTION
        || this == TRANSFER_ENCODING
        || this == TRAILER
        || this == TE
        || this == UPGRADE;
  }

  /** Whether a Connection header that names it is an attempt to have it erased on the way. */
  boolean mayNotBeNominated() {
    return this != PLAIN && !isHopByHop();
  }
}
