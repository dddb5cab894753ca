package io.berth.store;

class H2MemoryStoreTest extends StoreContract {
  @Override
  Authority open() {
    return Authority.h2();
  }
}
