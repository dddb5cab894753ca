package io.berth.associator;

import io.berth.store.Authority;

class PostgresJoinedTest extends JoinedContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }
}
