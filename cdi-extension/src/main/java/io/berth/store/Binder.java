package io.berth.store;

import io.berth.model.Association;
import java.util.Optional;

/** Makes of a claim what is bound, in whoever's transaction. */
public interface Binder {
  /**
   * CLAIMED to BOUND, the association and all its resources, and what the other managers have to
   * take over.
   *
   * @param claimed as it was granted
   * @param parcel the export, when an application's replicator made one
   * @return whether the consumer is registered by that, for there is no other manager
   * @throws FencedException when the claim is not this one's any more; nothing has changed
   */
  boolean bind(Association claimed, Optional<Parcel> parcel);

  /**
   * The same with rows of the application in the same transaction.
   *
   * @throws AuthorityException when the application's rows could not be written, either
   */
  boolean bind(Association claimed, Optional<Parcel> parcel, AccountRows rows);
}
