package io.berth.replication;

import io.berth.store.Authority;

class PostgresTellerTest extends TellerContract {
  @Override
  protected Authority open() {
    return Authority.postgres();
  }

  @Override
  String series(int count) {
    return "generate_series(1, " + count + ") AS n(x)";
  }
}
