package io.berth.cdi;

import io.berth.allocator.Provisions;
import io.berth.allocator.ResourceProvisioner;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A provisioner whose real things are entries of a map. */
@ApplicationScoped
@Provisions("workspace")
class Workspaces implements ResourceProvisioner {
  private final Map<String, String> real = new ConcurrentHashMap<>();

  @Override
  public void provision(Resource resource) {
    real.put(resource.name(), "");
  }

  @Override
  public void personalise(Resource resource, ConsumerId owner) {
    real.put(resource.name(), owner.value());
  }

  @Override
  public void retire(Resource resource) {
    real.remove(resource.name());
  }

  Map<String, String> real() {
    return real;
  }
}
