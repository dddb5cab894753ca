package io.berth.replication;

import io.berth.store.Authority;

class H2TellerTest extends TellerContract {
  @Override
  protected Authority open() {
    return Authority.h2();
  }

  @Override
  String series(int count) {
    return "SYSTEM_RANGE(1, " + count + ") AS n(x)";
  }
}
