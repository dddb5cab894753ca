package io.berth.sample;

import io.berth.associator.Associator;
import io.berth.model.ConsumerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The end of an account. Berth's word comes first: from then on nobody is sent here for it, the
 * workspace is retired, and the other managers forget their copies.
 */
@ApplicationScoped
class Deletion {
  @Inject Associator associator;
  @Inject Workspaces workspaces;
  @Inject Accounts accounts;

  /** Whether there was an account; to be asked at its home. */
  boolean delete(ConsumerId consumer) {
    boolean known = associator.release(consumer).isPresent();
    if (known) {
      accounts.close(consumer);
      workspaces.names().free(consumer);
    }
    return known;
  }
}
