package io.berth.allocator;

/** What an operator sees of one pool, as this node sees it. Reads only. */
public interface PoolMXBean {
  /** READY, LOW (below the floor), WARMING (nothing ready yet), EMPTY, FAILING or FULL. */
  String getState();

  int getReady();

  int getMaking();

  /** Sign-ups that wait for stock at this node. */
  int getWaiting();

  int getFloor();

  /** What it is refilled to now. */
  int getTarget();

  int getCeiling();

  /** Whether the target is sign-ups per second x seconds to make one x safety. */
  boolean isSelfSizing();

  /** How many were taken per second in the last minute, at all nodes of the manager. */
  double getSignUpsPerSecond();

  /** How long this node needs to make one, in milliseconds, smoothed; 0 while it has made none. */
  long getMillisToMakeOne();

  /** In per cent. */
  int getSafety();

  /** Of the template that this node makes stock from. */
  long getGeneration();

  /** How many tries to make one have failed in a row. */
  int getFailures();
}
