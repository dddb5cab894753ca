package io.berth.associator;

import io.berth.store.Authority;

class PostgresHoldTest extends HoldContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }
}
