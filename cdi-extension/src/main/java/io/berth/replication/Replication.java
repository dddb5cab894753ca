package io.berth.replication;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.Optional;

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

  /**
   * What the local manager shows of the consumer - a projection, an index, a mailbox - has caught
   * up with a version; called at the manager that has, not at the home. With the probe {@code
   * acknowledged} a manager is a holder only then; without it, this alone is proof.
   *
   * @param version the association's, as it came with the data that has arrived; an older one than
   *     was acknowledged before changes nothing
   * @return what is known now; empty when there is no such consumer
   * @throws IllegalArgumentException when there is no such version yet
   */
  Optional<Association> acknowledge(ConsumerId consumer, long version);

  /**
   * Waits until every manager in scope is proven to hold the consumer's newest data; for batch
   * code, not for requests, which are routed instead of waiting. Asks the authority in every {@code
   * berth.replication.interval}.
   *
   * @return whether that came about within {@code patience}
   */
  boolean await(ConsumerId consumer, Duration patience) throws InterruptedException;
}
