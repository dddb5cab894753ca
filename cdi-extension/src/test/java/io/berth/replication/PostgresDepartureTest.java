package io.berth.replication;

import io.berth.store.Authority;

class PostgresDepartureTest extends DepartureContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }
}
