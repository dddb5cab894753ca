package io.berth.associator;

import io.berth.store.Authority;

class PostgresBundleTest extends BundleContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }
}
