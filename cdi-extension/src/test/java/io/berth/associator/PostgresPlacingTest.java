package io.berth.associator;

import io.berth.store.Authority;

class PostgresPlacingTest extends PlacingContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }
}
