package io.berth.jmx;

/**
 * What an operator can change on this node; a bean of its own, so that the right to use it can be
 * given apart.
 */
public interface NodeControlMXBean {
  /**
   * Announces that other nodes shall send no more requests here. Requests that clients send here
   * are still served.
   */
  void drain();

  /** Takes {@link #drain} back. */
  void resume();

  /**
   * Drops this node's copy of a consumer's mapping; the next look-up asks the authority.
   *
   * @param consumer the consumer's id, 1 to 128 characters
   */
  void evict(String consumer);
}
