package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.allocator.Allocator;
import io.berth.allocator.Provisions;
import io.berth.allocator.ResourceProvisioner;
import io.berth.associator.Offer;
import io.berth.associator.Placement;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.replication.ConsumerReplicator;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with an application's beans is said at deployment, all of it. */
class DefinitionsTest {
  abstract static class Idle implements ResourceProvisioner {
    @Override
    public void provision(Resource resource) {}

    @Override
    public void retire(Resource resource) {}
  }

  @ApplicationScoped
  @Provisions("workspace")
  static class SecondWorkspaces extends Idle {}

  @Alternative
  @Priority(1)
  @ApplicationScoped
  @Provisions("workspace")
  static class Substitute extends Idle {}

  @ApplicationScoped
  static class Typeless extends Idle {}

  @ApplicationScoped
  @Provisions("no such name!")
  static class BadlyNamed extends Idle {}

  @ApplicationScoped
  @Provisions("licence")
  static class NoProvisioner {}

  @ApplicationScoped
  static class Producer {
    @Produces
    @Provisions("workspace")
    ResourceProvisioner produced() {
      return new Idle() {};
    }
  }

  abstract static class Carrier implements ConsumerReplicator {
    @Override
    public byte[] export(Association association) {
      return new byte[0];
    }

    @Override
    public void importConsumer(Association association, byte[] exported) {}
  }

  @ApplicationScoped
  static class FirstCarrier extends Carrier {}

  @ApplicationScoped
  static class SecondCarrier extends Carrier {}

  abstract static class InOrder implements Placement {
    @Override
    public List<String> order(Requirements needs, ResourceManager local, List<Offer> offers) {
      return offers.stream().map(Offer::name).toList();
    }
  }

  @ApplicationScoped
  static class FirstPlacement extends InOrder {}

  @ApplicationScoped
  static class SecondPlacement extends InOrder {}

  @Test
  void everyProblemIsReportedAtOnce() {
    assertThatThrownBy(
            () ->
                Container.start(
                    Container.defaults(),
                    Workspaces.class,
                    SecondWorkspaces.class,
                    Typeless.class,
                    BadlyNamed.class,
                    NoProvisioner.class,
                    FirstCarrier.class,
                    SecondCarrier.class,
                    FirstPlacement.class,
                    SecondPlacement.class))
        .hasMessageContaining("resource type 'workspace' has two provisioners")
        .hasMessageContaining("Typeless provisions no resource type")
        .hasMessageContaining("no such name!")
        .hasMessageContaining("NoProvisioner has @Provisions but is no ResourceProvisioner")
        .hasMessageContaining("at most one ConsumerReplicator")
        .hasMessageContaining("at most one Placement");
  }

  @Test
  void enabledAlternativeReplacesTheUsualProvisioner() {
    try (Container container =
        Container.start(Container.defaults(), Workspaces.class, Substitute.class)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> container.get(Allocator.class).stock().equals(Map.of("workspace", 3)));
      assertThat(container.get(Workspaces.class).real()).isEmpty();
    }
  }

  @Test
  void producedProvisionerCountsAsOne() {
    assertThatThrownBy(
            () -> Container.start(Container.defaults(), Workspaces.class, Producer.class))
        .hasMessageContaining("resource type 'workspace' has two provisioners");
  }
}
