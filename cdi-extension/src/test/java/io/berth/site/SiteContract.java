package io.berth.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.PoolPolicy;
import io.berth.allocator.PoolRules;
import io.berth.allocator.SignUpLimits;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.replication.ConsumerReplicator;
import io.berth.store.Authority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes of several managers on a real authority; at the end nothing may be lost or in two states.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class SiteContract {
  protected static final Duration MINUTE = Duration.ofMinutes(1);
  protected static final ResourceManager A = new ResourceManager("rm-a", "eu", 10_000);
  protected static final ResourceManager B = new ResourceManager("rm-b", "us", 10_000);
  protected static final ConsumerId ANN = ConsumerId.of("ann@example.org");
  protected final List<ManagerNode> nodes = new ArrayList<>();
  private final Map<String, Map<String, Factory>> factories = new LinkedHashMap<>();
  protected Authority authority;

  protected abstract Authority open();

  @BeforeEach
  void start() {
    authority = open();
  }

  @AfterEach
  void everythingIsInOneStateAndEveryRowHasItsRealThing() {
    quiesce();
    assertThat(authority.problems()).isEmpty();
    for (ManagerNode node : nodes) {
      assertThat(node.stock.auditNow()).isEmpty();
      node.factories.values().forEach(factory -> assertThat(factory.overlaps()).isZero());
    }
    nodes.forEach(ManagerNode::close);
    authority.close();
  }

  /** Claims and holds run out, suspects are retired. */
  protected void quiesce() {
    authority.letDeadlinesPass();
    nodes.forEach(node -> node.stock.sweepNow());
  }

  protected Factory factory(ResourceManager manager, String type) {
    return factories
        .computeIfAbsent(manager.name(), name -> new LinkedHashMap<>())
        .computeIfAbsent(type, name -> new Factory());
  }

  protected static AllocatorSettings settings(PoolPolicy policy, Duration stockWait) {
    return new AllocatorSettings(
        policy, MINUTE, MINUTE, stockWait, 3, Duration.ZERO, Duration.ofMillis(100));
  }

  protected static AllocatorSettings settings(PoolPolicy policy, PoolRules rules) {
    return settings(policy, Duration.ZERO).with(rules, SignUpLimits.USUAL);
  }

  protected ManagerNode node(ResourceManager manager) {
    return node(manager, ManagerNode.CALM);
  }

  protected ManagerNode node(ResourceManager manager, AllocatorSettings settings) {
    return node(manager, settings, Optional.empty());
  }

  protected ManagerNode node(
      ResourceManager manager, AllocatorSettings settings, Optional<ConsumerReplicator> carrier) {
    factory(manager, "workspace");
    factory(manager, "mailbox");
    ManagerNode node =
        new ManagerNode(
            authority.database(),
            manager,
            settings,
            factories.getOrDefault(manager.name(), Map.of()),
            carrier);
    nodes.add(node);
    return node;
  }

  /** How many resources of a type the first manager has in each state. */
  protected Map<Availability, Integer> states(String type) {
    return nodes.get(0).tables.stock().states("rm-a", type);
  }
}
