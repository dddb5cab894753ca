package io.berth.associator;

import io.berth.store.Authority;

class PostgresRegistrationTest extends RegistrationContract {
  @Override
  Authority open() {
    return Authority.postgres();
  }

  @Override
  int roundTrips() {
    return 2;
  }
}
