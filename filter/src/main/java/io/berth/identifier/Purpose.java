package io.berth.identifier;

/** What a sealed text is for; sealed for one purpose, it opens for no other. */
public enum Purpose {
  /** Names the consumer, in a cookie or a header. */
  CONSUMER,
  /** Names the consumer in the address of a link, until it is exchanged for a cookie. */
  LINK,
  /** Says that a request comes from another node. */
  HOP,
  /** Says where a consumer is, on a 421. */
  PACKET
}
