package io.berth.allocator;

import io.berth.store.Authority;

class H2TemplateTest extends TemplateContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }
}
