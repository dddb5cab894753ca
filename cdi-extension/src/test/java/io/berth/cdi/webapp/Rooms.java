package io.berth.cdi.webapp;

import io.berth.allocator.Provisions;
import io.berth.allocator.ResourceProvisioner;
import io.berth.model.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** A provisioner that needs a request scope on whatever thread it is called. */
@ApplicationScoped
@Provisions("room")
public class Rooms implements ResourceProvisioner {
  @Inject Visits visits;

  @Override
  public void provision(Resource resource) {
    visits.count();
  }

  @Override
  public void retire(Resource resource) {
    visits.count();
  }
}
