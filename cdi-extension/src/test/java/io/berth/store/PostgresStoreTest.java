package io.berth.store;

class PostgresStoreTest extends StoreContract {
  @Override
  Authority open() {
    return Authority.postgres();
  }
}
