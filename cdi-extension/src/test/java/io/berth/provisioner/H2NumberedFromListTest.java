package io.berth.provisioner;

import io.berth.store.Authority;

class H2NumberedFromListTest extends NumberedFromListContract {
  @Override
  Authority open() {
    return Authority.h2();
  }
}
