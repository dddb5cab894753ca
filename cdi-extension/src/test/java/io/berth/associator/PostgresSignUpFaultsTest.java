package io.berth.associator;

import io.berth.store.Authority;

class PostgresSignUpFaultsTest extends SignUpFaultsContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }
}
