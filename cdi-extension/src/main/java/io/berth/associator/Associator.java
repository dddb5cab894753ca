package io.berth.associator;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.store.AccountRows;
import java.time.Duration;
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
   * <p>Within a JTA transaction, and where {@code berth.datasource.jta} leads to the authority's
   * database, the consumer is bound in that transaction: registered when it commits, and not at all
   * when it does not. The client's token, the events and the position follow the commit, so the
   * returned association has no position. The transaction must read what is committed (READ
   * COMMITTED), for the claim is committed beside it.
   *
   * @throws StockOutException when there is no stock and none could be made within {@code
   *     berth.stock.wait}
   * @throws KeyReusedException when the request's key came before with another body
   * @throws NameNotFreeException when the consumer was deleted a moment ago
   * @throws RegistrationException when the provisioner or the authority failed; nothing is
   *     half-bound
   * @throws IllegalArgumentException when nobody provisions a type, or the variant chosen
   */
  Association register(ConsumerId consumer, Requirements requirements, Enrolment enrolment);

  /**
   * The same, with rows of the application written in the very transaction that binds: both are
   * there, or neither. For applications whose tables are in the authority's database: other
   * managers have them there, too, so no replicator is asked.
   *
   * @param rows writes them; runs once at most for a registration that commits
   */
  Association registerWith(ConsumerId consumer, Requirements requirements, AccountRows rows);

  /**
   * Keeps resources of the local manager while a form is filled in. They come back by themselves
   * after {@code berth.hold.lease}. A pool's floor is left for those who come without a hold.
   *
   * @return empty when there is too little stock; the form can be shown all the same
   */
  Optional<Hold> hold(Requirements requirements);

  /** The form was abandoned: what was held is stock again. Does nothing for what is no hold. */
  void giveBack(String hold);

  /**
   * Deletes a consumer: its resources are retired, and its id may register again when every manager
   * that had its data has seen the deletion. To be called at the home.
   *
   * @return what is left, a tombstone; empty when the consumer is not bound
   * @throws IllegalStateException when the local manager is not the home
   */
  Optional<Association> release(ConsumerId consumer);

  /**
   * Makes the local manager a consumer's home, with the resources it has: from now on writes go
   * here, and the former home forwards. Waits until the local manager is proven to hold the data.
   * Writes made through {@code Replication.write} are never lost by it.
   *
   * @return at a higher version; as it is when the local manager is the home already
   * @throws RegistrationException when the consumer is not bound, the local manager is not proven
   *     to hold its data within {@code berth.stock.wait}, or has no capacity left
   */
  Association move(ConsumerId consumer);

  /**
   * How long ago a consumer signed up, by the authority's clock; empty for one that is not bound.
   */
  Optional<Duration> sinceSignUp(ConsumerId consumer);

  /**
   * The association of a consumer, from the authority; tombstones read as absent. At a login, where
   * the client has no token: {@code associator.locate(id).ifPresent(current::identify)}, and repeat
   * the request, which then goes to the consumer's home.
   */
  Optional<Association> locate(ConsumerId consumer);
}
