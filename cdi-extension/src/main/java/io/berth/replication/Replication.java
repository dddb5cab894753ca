package io.berth.replication;

import io.berth.model.Association;
import io.berth.model.ConsumerId;

/** What the application tells Berth about its data. Injectable; thread-safe. */
public interface Replication {

  /**
   * The consumer's data has changed at its home and the change is committed: the version goes up,
   * every other manager leaves the holders until it has the change (RULES P3), and the client's
   * token is renewed.
   *
   * @return the association at its new version
   * @throws IllegalStateException when this node does not belong to the consumer's home
   */
  Association wrote(ConsumerId consumer);

  /**
   * Writes at the home and tells so, with no gap in which the consumer could be moved: either the
   * write is part of what the new home gets, or it does not run. The consumer is locked at the
   * authority meanwhile, so the write should be short.
   *
   * @param write changes the consumer's data and commits it; what it throws is thrown on, and the
   *     version stays
   * @return the association at its new version
   * @throws IllegalStateException when this node does not belong to the consumer's home; nothing
   *     was written. Repeat the request, it is forwarded to the home
   */
  Association write(ConsumerId consumer, Runnable write);
}
