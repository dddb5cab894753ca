package io.berth.replication;

import io.berth.store.Authority;

class PostgresReplicationTest extends ReplicationContract {
  @Override
  Authority open() {
    return Authority.postgres();
  }
}
