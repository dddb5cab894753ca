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
}
