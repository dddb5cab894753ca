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
import io.berth.associator.StockOutException;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.replication.Replication;
import io.berth.replication.ReplicationProbe;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
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

  @ApplicationScoped
  static class Index implements ReplicationProbe {
    @Override
    public String name() {
      return "index";
    }

    @Override
    public Position position() {
      return Position.of("index", new LogPoint(0, 7));
    }

    @Override
    public Map<String, Position> applied(Set<String> managers) {
      return Map.of("rm-a", position());
    }
  }

  /** One from the settings and one of the application: both must have passed. */
  @Test
  void positionNamesEveryStoreThatIsWatched() throws Exception {
    Map<String, String> settings = Container.defaults();
    settings.put("berth.replication.probe", "delay, acknowledged");
    try (Container container = Container.start(settings, Workspaces.class, Index.class)) {
      Association association =
          container.get(Associator.class).register(ANN, Requirements.of("workspace"));
      assertThat(association.position().stores().keySet())
          .containsExactlyInAnyOrder("assumed-after-delay", "acknowledged", "index");
      assertThat(container.get(Replication.class).await(ANN, Duration.ofSeconds(20)))
          .as("there is no other manager")
          .isTrue();
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName name = new ObjectName("io.berth:type=Replication,node=a1");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> (long) server.getAttribute(name, "ProbeAgeMillis") < 1_000);
      assertThat(server.getAttribute(name, "Backlog")).isEqualTo(-1);
    }
  }

  /** The authority knows another manager; no node of it is up. */
  @Test
  void whoIsNotInSightIsWaitedForToo() throws Exception {
    Map<String, String> settings = Container.defaults();
    try (Container container = Container.start(settings, Workspaces.class)) {
      container.get(Associator.class).register(ANN, Requirements.of("workspace"));
      Replication replication = container.get(Replication.class);
      assertThat(replication.await(ANN, Duration.ofSeconds(20))).isTrue();
      try (Connection authority = DriverManager.getConnection(settings.get("berth.jdbc.url"));
          Statement statement = authority.createStatement()) {
        statement.execute("INSERT INTO berth_manager VALUES ('rm-b', '', 1, 0)");
      }
      assertThat(replication.await(ANN, Duration.ofMillis(300))).isFalse();
    }
  }

  @Test
  void aDrainedNodeGivesNobodyAHomeUntilItIsResumed() throws Exception {
    Map<String, String> settings = Container.defaults();
    settings.put("berth.stock.wait", "20000");
    try (Container container = Container.start(settings, Workspaces.class)) {
      Associator associator = container.get(Associator.class);
      associator.register(ANN, Requirements.of("workspace"));
      ConsumerId bob = ConsumerId.of("bob@example.org");
      operator("drain");
      assertThatThrownBy(() -> associator.register(bob, Requirements.of("workspace")))
          .isInstanceOf(StockOutException.class);
      assertThat(associator.register(ANN, Requirements.of("workspace")).home())
          .as("who has a home here keeps it")
          .isEqualTo("rm-a");
      operator("resume");
      assertThat(associator.register(bob, Requirements.of("workspace")).home()).isEqualTo("rm-a");
    }
  }

  private static void operator(String operation) throws Exception {
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("io.berth:type=NodeControl,node=a1"),
            operation,
            new Object[0],
            new String[0]);
  }

  @Test
  void everyWrongSettingIsNamedAtOnce() {
    Map<String, String> settings = Container.defaults();
    settings.remove("berth.jdbc.url");
    settings.put("berth.pool.floor", "7");
    settings.put("berth.claim.lease", "soon");
    settings.put("berth.replication.probe", "postgresql, postgresql");
    settings.put("berth.replication.subscriptions", "eu");
    settings.put("berth.replication.silence", "60");
    assertThatThrownBy(() -> Container.start(settings, Workspaces.class))
        .hasStackTraceContaining("berth.jdbc.url")
        .hasStackTraceContaining("berth.pool.floor")
        .hasStackTraceContaining("berth.claim.lease")
        .hasStackTraceContaining("a probe is named twice")
        .hasStackTraceContaining("berth.replication.subscriptions")
        .hasStackTraceContaining("berth.replication.silence must be longer");
  }
}
