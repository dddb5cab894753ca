package io.berth.allocator;

import io.berth.model.Resource;

/** Has nothing to make and nothing to destroy. */
final class IdleProvisioner implements ResourceProvisioner {
  @Override
  public void provision(Resource resource) {}

  @Override
  public void retire(Resource resource) {}
}
