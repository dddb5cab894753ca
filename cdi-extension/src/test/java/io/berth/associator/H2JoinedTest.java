package io.berth.associator;

import io.berth.store.Authority;

class H2JoinedTest extends JoinedContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }
}
