package io.berth.allocator;

import io.berth.store.Authority;

class H2StockTest extends StockContract {
  @Override
  Authority open() {
    return Authority.h2();
  }
}
