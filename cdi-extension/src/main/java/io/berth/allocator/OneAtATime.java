package io.berth.allocator;

import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Never two calls at once for one resource at this node: a provisioner that hangs past its lease
 * still has the resource in its hands when the sweeper comes to retire it.
 */
final class OneAtATime implements ResourceProvisioner {
  private final ResourceProvisioner provisioner;
  private final Set<String> inHand = ConcurrentHashMap.newKeySet();

  OneAtATime(ResourceProvisioner provisioner) {
    this.provisioner = provisioner;
  }

  @Override
  public void provision(Resource resource) {
    alone(resource, () -> provisioner.provision(resource));
  }

  @Override
  public void provision(Resource resource, String variant) {
    alone(resource, () -> provisioner.provision(resource, variant));
  }

  @Override
  public void personalise(Resource resource, ConsumerId owner) {
    alone(resource, () -> provisioner.personalise(resource, owner));
  }

  @Override
  public void retire(Resource resource) {
    alone(resource, () -> provisioner.retire(resource));
  }

  @Override
  public Set<String> variants() {
    return provisioner.variants();
  }

  @Override
  public String variant(Map<String, String> attributes) {
    return provisioner.variant(attributes);
  }

  @Override
  public long generation() {
    return provisioner.generation();
  }

  @Override
  public Optional<Set<String>> existing() {
    return provisioner.existing();
  }

  private void alone(Resource resource, Runnable call) {
    if (!inHand.add(resource.name())) {
      throw new IllegalStateException(
          "the provisioner of '"
              + resource.type()
              + "' is still busy with '"
              + resource.name()
              + "' on another thread; see berth.provision.lease and berth.claim.lease");
    }
    try {
      call.run();
    } finally {
      inHand.remove(resource.name());
    }
  }
}
