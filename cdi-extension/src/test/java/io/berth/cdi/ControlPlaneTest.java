package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.allocator.Allocator;
import io.berth.associator.Associator;
import io.berth.associator.ConsumerRegistered;
import io.berth.associator.ConsumerRegistering;
import io.berth.associator.Offer;
import io.berth.associator.Placement;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.replication.Replication;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");

  @ApplicationScoped
  static class Listener {
    final List<Object> heard = new CopyOnWriteArrayList<>();

    void registering(@Observes ConsumerRegistering event) {
      heard.add(event);
    }

    void registered(@Observes ConsumerRegistered event) {
      heard.add(event);
    }

    List<Object> heard() {
      return heard;
    }
  }

  @Test
  void signUpTakesStockAndTellsTheApplication() {
    try (Container container =
        Container.start(Container.defaults(), Workspaces.class, Listener.class)) {
      Allocator allocator = container.get(Allocator.class);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> allocator.stock().equals(Map.of("workspace", 3)));
      Associator associator = container.get(Associator.class);
      Association association = associator.register(ANN, Requirements.of("workspace"));
      assertThat(association.home()).isEqualTo("rm-a");
      assertThat(container.get(Workspaces.class).real())
          .containsEntry(association.resources().get(0).name(), ANN.value());
      assertThat(associator.register(ANN, Requirements.of("workspace"))).isEqualTo(association);
      assertThat(associator.locate(ANN)).contains(association);
      assertThat(container.get(Listener.class).heard())
          .containsExactly(
              new ConsumerRegistering(association), new ConsumerRegistered(association));
      assertThat(container.get(Replication.class).wrote(ANN).version()).isEqualTo(2);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> allocator.stock().equals(Map.of("workspace", 3)));
    }
  }

  /** Sends everybody somewhere else, where there is nobody. */
  @ApplicationScoped
  static class Away implements Placement {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public boolean isLocalFirst(Requirements needs, ResourceManager local) {
      asked.incrementAndGet();
      return needs.location().equals("home");
    }

    @Override
    public List<String> order(Requirements needs, ResourceManager local, List<Offer> offers) {
      return List.of();
    }

    int asked() {
      return asked.get();
    }
  }

  @Test
  void theApplicationsPlacementIsAsked() {
    Map<String, String> settings = Container.defaults();
    settings.put("berth.stock.wait", "20000");
    try (Container container = Container.start(settings, Workspaces.class, Away.class)) {
      Associator associator = container.get(Associator.class);
      associator.register(ANN, Requirements.of("workspace").near("home"));
      assertThat(container.get(Away.class).asked()).isPositive();
    }
  }

  @Test
  void everyWrongSettingIsNamedAtOnce() {
    Map<String, String> settings = Container.defaults();
    settings.remove("berth.jdbc.url");
    settings.put("berth.pool.floor", "7");
    settings.put("berth.claim.lease", "soon");
    assertThatThrownBy(() -> Container.start(settings, Workspaces.class))
        .hasStackTraceContaining("berth.jdbc.url")
        .hasStackTraceContaining("berth.pool.floor")
        .hasStackTraceContaining("berth.claim.lease");
  }
}
