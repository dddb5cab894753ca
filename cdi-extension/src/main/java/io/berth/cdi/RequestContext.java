package io.berth.cdi;

import io.berth.allocator.ResourceProvisioner;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.replication.ConsumerReplicator;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lends the application's beans a request scope where Berth calls them on a thread that has none,
 * for many of them use request scoped beans, such as an entity manager.
 */
final class RequestContext {
  private final BeanManager beans;

  RequestContext(BeanManager beans) {
    this.beans = beans;
  }

  ResourceProvisioner lendTo(ResourceProvisioner provisioner) {
    return new ResourceProvisioner() {
      @Override
      public void provision(Resource resource) {
        run(() -> provisioner.provision(resource));
      }

      @Override
      public void provision(Resource resource, String variant) {
        run(() -> provisioner.provision(resource, variant));
      }

      @Override
      public void personalise(Resource resource, ConsumerId owner) {
        run(() -> provisioner.personalise(resource, owner));
      }

      @Override
      public void retire(Resource resource) {
        run(() -> provisioner.retire(resource));
      }

      @Override
      public Set<String> variants() {
        return call(provisioner::variants);
      }

      @Override
      public String variant(Map<String, String> attributes) {
        return call(() -> provisioner.variant(attributes));
      }

      @Override
      public long generation() {
        return call(provisioner::generation);
      }

      @Override
      public Optional<Set<String>> existing() {
        return call(provisioner::existing);
      }
    };
  }

  ConsumerReplicator lendTo(ConsumerReplicator replicator) {
    return new ConsumerReplicator() {
      @Override
      public byte[] export(Association association) {
        return call(() -> replicator.export(association));
      }

      @Override
      public void importConsumer(Association association, byte[] exported) {
        run(() -> replicator.importConsumer(association, exported));
      }

      @Override
      public void forget(Association tombstone) {
        run(() -> replicator.forget(tombstone));
      }
    };
  }

  void run(Runnable work) {
    call(
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }

  private <T> T call(Supplier<T> work) {
    Instance<RequestContextController> controllers =
        beans.createInstance().select(RequestContextController.class);
    RequestContextController controller = controllers.get();
    boolean lent = controller.activate(); // false where a request is active already
    try {
      return work.get();
    } finally {
      if (lent) {
        controller.deactivate();
      }
      controllers.destroy(controller);
    }
  }
}
