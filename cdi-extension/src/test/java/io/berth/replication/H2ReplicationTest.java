package io.berth.replication;

import io.berth.store.Authority;

class H2ReplicationTest extends ReplicationContract {
  @Override
  Authority open() {
    return Authority.h2();
  }
}
