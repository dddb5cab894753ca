package io.berth.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of the cluster at one moment: managers, nodes and watermarks. Immutable, so
 * that one request is judged by one view.
 */
public final class View {
  private final Object moment = new Object();
  private final String node;
  private final ResourceManager local;
  private final Map<String, ResourceManager> managers;
  private final Map<String, List<Node>> readyNodes;
  private final Map<String, List<Node>> leavingNodes;
  private final List<Node> nodes;
  private final Map<String, Map<String, Watermark>> watermarks;
  private final Set<Watermark> laggards;

  /**
   * @param node the name of the node that looks
   * @param local the manager that node belongs to
   * @param managers every manager known, with or without {@code local}; those of capacity 0 hold
   *     nothing and are left out
   * @param nodes every node whose lease is alive, in any state
   * @param watermarks at most one per manager and home
   */
  public View(
      String node,
      ResourceManager local,
      Collection<ResourceManager> managers,
      Collection<Node> nodes,
      Collection<Watermark> watermarks) {
    this(node, local, managers, nodes, watermarks, Set.of());
  }

  /**
   * @param laggards those of the watermarks that have been behind their home for too long
   */
  public View(
      String node,
      ResourceManager local,
      Collection<ResourceManager> managers,
      Collection<Node> nodes,
      Collection<Watermark> watermarks,
      Set<Watermark> laggards) {
    this.node = node;
    this.laggards = Set.copyOf(laggards);
    this.local = local;
    Map<String, ResourceManager> byName = new TreeMap<>();
    managers.forEach(manager -> byName.put(manager.name(), manager));
    byName.put(local.name(), local);
    byName.values().removeIf(manager -> manager.capacity() == 0);
    this.managers = Map.copyOf(byName);
    this.nodes = List.copyOf(nodes);
    this.readyNodes = byManager(NodeState.READY);
    this.leavingNodes = byManager(NodeState.DRAINING);
    this.watermarks = new HashMap<>();
    watermarks.forEach(
        mark ->
            this.watermarks
                .computeIfAbsent(mark.manager(), name -> new HashMap<>())
                .put(mark.home(), mark));
  }

  private Map<String, List<Node>> byManager(NodeState state) {
    return nodes.stream()
        .filter(each -> each.state() == state)
        .collect(Collectors.groupingBy(Node::manager));
  }

  /**
   * Stands for this view and no other, for whoever remembers what it concluded from one: it keeps
   * nothing of the view alive. To be compared with {@code ==}.
   */
  public Object moment() {
    return moment;
  }

  /** The name of the node that looks. */
  public String node() {
    return node;
  }

  /** The manager the looking node belongs to. */
  public ResourceManager local() {
    return local;
  }

  public Collection<ResourceManager> managers() {
    return managers.values();
  }

  public List<Node> nodes() {
    return nodes;
  }

  /**
   * The nodes of {@code manager} that accept requests, in the order they were announced; empty when
   * none does.
   */
  public List<Node> readyNodes(String manager) {
    return readyNodes.getOrDefault(manager, List.of());
  }

  /** The nodes of {@code manager} that are about to leave, but still answer. */
  public List<Node> leavingNodes(String manager) {
    return leavingNodes.getOrDefault(manager, List.of());
  }

  /**
   * Whether {@code manager} is proven to hold the consumer's data at the association's version
   * (claim 25).
   */
  public boolean isHolder(String manager, Association association) {
    if (manager.equals(association.home())) {
      return true;
    }
    Position needed = association.position();
    boolean acknowledged = association.acknowledgedBy().contains(manager);
    if (!needed.asksForAcknowledgement()) {
      return acknowledged || hasPassed(manager, association.home(), needed);
    }
    Position others = needed.besidesAcknowledgement();
    return acknowledged && (others.isUnknown() || hasPassed(manager, association.home(), others));
  }

  private boolean hasPassed(String manager, String home, Position needed) {
    Watermark mark = watermark(manager, home);
    return mark != null && mark.applied().hasPassed(needed);
  }

  /**
   * Whether the managers that {@code home}'s consumers may be routed to lag, all of them: then
   * every read of a new consumer would go to the home. Who says nothing at all does not lag; that
   * is another matter, and no reason to refuse.
   */
  public boolean allLag(String home, Scope scope) {
    boolean someLag = false;
    for (ResourceManager manager : managers.values()) {
      if (!manager.name().equals(home) && scope.includes(manager, home)) {
        Watermark mark = watermark(manager.name(), home);
        boolean lags = mark != null && laggards.contains(mark);
        if (mark != null && !lags) {
          return false;
        }
        someLag |= lags;
      }
    }
    return someLag;
  }

  /** Those of the watermarks that have been behind their home for too long. */
  public Set<Watermark> laggards() {
    return laggards;
  }

  /** How far {@code manager} has applied {@code home}'s log, or null when nobody said. */
  public @Nullable Watermark watermark(String manager, String home) {
    Map<String, Watermark> byHome = watermarks.get(manager);
    return byHome == null ? null : byHome.get(home);
  }

  /** The managers proven to hold the consumer's data; the home is always one. */
  public Set<String> holders(Association association) {
    Set<String> holders = new LinkedHashSet<>();
    holders.add(association.home());
    for (ResourceManager manager : managers.values()) {
      if (isHolder(manager.name(), association)) {
        holders.add(manager.name());
      }
    }
    return holders;
  }

  /** Whether every manager in scope is a holder: then the consumer is registered (DESIGN 3.4). */
  public boolean isProvenEverywhere(Association association, Scope scope) {
    for (ResourceManager manager : managers.values()) {
      if (scope.includes(manager, association.home()) && !isHolder(manager.name(), association)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "View["
        + node
        + " of "
        + local.name()
        + ", managers "
        + managers.keySet()
        + ", nodes "
        + nodes
        + "]";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof View that
        && node.equals(that.node)
        && managers.equals(that.managers)
        && nodes.equals(that.nodes)
        && watermarks.equals(that.watermarks)
        && laggards.equals(that.laggards);
  }

  @Override
  public int hashCode() {
    return Objects.hash(node, managers, nodes, watermarks);
  }
}
