package io.berth.associator;

import io.berth.store.Authority;

class H2MemoryRegistrationTest extends RegistrationContract {
  @Override
  Authority open() {
    return Authority.h2();
  }

  @Override
  int roundTrips() {
    return 4;
  }
}
