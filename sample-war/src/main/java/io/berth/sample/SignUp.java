package io.berth.sample;

import io.berth.associator.Associator;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** A sign-up: the name is reserved, then Berth gives the consumer a ready workspace. */
@ApplicationScoped
class SignUp {
  @Inject Associator associator;
  @Inject Workspaces workspaces;
  @Inject Accounts accounts;

  /**
   * @return the consumer's association; its home may be another manager, and then nothing has been
   *     done but the reservation of the name
   * @throws BadInputException when somebody else has the name
   * @throws io.berth.associator.StockOutException when no workspace is ready
   */
  Association signUp(EmailAddress email, WorkspaceName name) {
    ConsumerId consumer = email.consumer();
    workspaces.names().reserve(consumer, name, () -> associator.locate(consumer).isPresent());
    return associator.register(
        consumer,
        Requirements.of(Accounts.RESOURCE),
        association -> accounts.open(association, name));
  }
}
