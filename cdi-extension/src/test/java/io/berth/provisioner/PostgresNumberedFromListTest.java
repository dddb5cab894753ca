package io.berth.provisioner;

import io.berth.store.Authority;

class PostgresNumberedFromListTest extends NumberedFromListContract {
  @Override
  Authority open() {
    return Authority.postgres();
  }
}
