package io.berth.replication;

import io.berth.store.Authority;

class H2DepartureTest extends DepartureContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }
}
