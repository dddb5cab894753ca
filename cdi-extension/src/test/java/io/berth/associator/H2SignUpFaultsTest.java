package io.berth.associator;

import io.berth.store.Authority;

class H2SignUpFaultsTest extends SignUpFaultsContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }
}
