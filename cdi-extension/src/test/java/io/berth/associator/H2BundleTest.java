package io.berth.associator;

import io.berth.store.Authority;

class H2BundleTest extends BundleContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }
}
