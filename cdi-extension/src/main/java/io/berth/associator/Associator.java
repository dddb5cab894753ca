package io.berth.associator;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.Optional;

/** Gives a consumer its resource and its home. Injectable; thread-safe. */
public interface Associator {

  /** {@link #register(ConsumerId, Requirements, Enrolment)} without a part of the application. */
  default Association register(ConsumerId consumer, Requirements requirements) {
    return register(consumer, requirements, Enrolment.none());
  }

  /**
   * Registers a consumer, once: the same consumer registering again, at the same time or later, on
   * this node or another one, gets the same association and its {@code enrolment} does not run.
   *
   * <p>The home may be another manager than the local one (placement). Then {@code enrolment} has
   * not run and the consumer is not yet bound: repeat the request at the home, for example by a 307
   * to the same address, which the filter forwards there.
   *
   * @throws StockOutException when there is no stock and none could be made within {@code
   *     berth.stock.wait}
   * @throws RegistrationException when the provisioner or the authority failed; nothing is
   *     half-bound
   */
  Association register(ConsumerId consumer, Requirements requirements, Enrolment enrolment);

  /** The association of a consumer, from the authority; tombstones read as absent. */
  Optional<Association> locate(ConsumerId consumer);
}
