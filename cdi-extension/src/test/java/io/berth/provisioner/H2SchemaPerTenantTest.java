package io.berth.provisioner;

import io.berth.store.Authority;

class H2SchemaPerTenantTest extends SchemaPerTenantContract {
  @Override
  Authority open() {
    return Authority.h2();
  }

  @Override
  String dialect() {
    return "H2";
  }
}
