package io.berth.provisioner;

import io.berth.store.Authority;

class PostgresSchemaPerTenantTest extends SchemaPerTenantContract {
  @Override
  Authority open() {
    return Authority.postgres();
  }

  @Override
  String dialect() {
    return "PostgreSQL";
  }
}
