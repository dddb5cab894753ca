package io.berth.associator;

import io.berth.store.Authority;

class H2HoldTest extends HoldContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }
}
