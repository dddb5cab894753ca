package io.berth.associator;

import io.berth.store.Authority;

class H2PlacingTest extends PlacingContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }
}
