package io.berth.server.joined;

import io.berth.allocator.Provisions;
import io.berth.allocator.ResourceProvisioner;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Desks are entries of a map: name to owner. */
@ApplicationScoped
@Provisions("desk")
class Desks implements ResourceProvisioner {
  private final Map<String, String> owners = new ConcurrentHashMap<>();

  @Override
  public void provision(Resource resource) {
    owners.put(resource.name(), "");
  }

  @Override
  public void personalise(Resource resource, ConsumerId owner) {
    owners.put(resource.name(), owner.value());
  }

  @Override
  public void retire(Resource resource) {
    owners.remove(resource.name());
  }

  long of(ConsumerId owner) {
    return owners.values().stream().filter(owner.value()::equals).count();
  }
}
