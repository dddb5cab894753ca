package io.berth.jmx;

import java.util.Map;

/**
 * What an operator sees of one node that this one forwards to. At most a second old; reads only.
 */
public interface BackendMXBean {
  /** False while it is set aside and probed. */
  boolean isUp();

  /** Open to it, in use or not. */
  int getConnections();

  /** Of those, not in use. */
  int getIdleConnections();

  /** Requests that wait for a connection to it. */
  int getWaiting();

  /** How many forwards ended how since the start, for example {@code ANSWERED} or {@code LATE}. */
  Map<String, Long> getForwardsByOutcome();

  /** Answers that began within the last minute or two: what the times below are made of. */
  long getRecentAnswers();

  /** How long it takes until its answer begins, in microseconds; half are faster. */
  long getFirstByteMedianMicros();

  /** Nine of ten are faster. */
  long getFirstByte90Micros();

  /** 99 of a hundred are faster. */
  long getFirstByte99Micros();

  /** The slowest. */
  long getFirstByteMaxMicros();
}
