package io.berth.allocator;

import io.berth.store.Authority;

class PostgresTemplateTest extends TemplateContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }
}
