package io.berth.allocator;

import io.berth.store.Authority;

class PostgresStockTest extends StockContract {
  @Override
  Authority open() {
    return Authority.postgres();
  }
}
