package io.berth.cluster;

import io.berth.model.Node;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes one view of what was announced, what is configured and whom this node suspects. */
final class ViewBuilder {
  private final List<Node> staticMembers;
  private final Suspicions suspicions;
  private final Lags lags;

  ViewBuilder(List<Node> staticMembers, Suspicions suspicions, Lags lags) {
    this.staticMembers = staticMembers;
    this.suspicions = suspicions;
    this.lags = lags;
  }

  /**
   * @param announcements one per node, this node's included, in the order of their names
   */
  View build(Announcement own, Collection<Announcement> announcements) {
    Map<String, Node> nodes = new TreeMap<>();
    Map<String, ResourceManager> managers = new TreeMap<>();
    List<Watermark> watermarks = List.of();
    staticMembers.forEach(node -> nodes.put(node.name(), node));
    for (Announcement each : announcements) {
      nodes.remove(each.node().name());
      if (!each.isOver()) {
        nodes.put(each.node().name(), each.node());
        managers.putIfAbsent(each.manager().name(), each.manager());
        watermarks = Watermarks.merge(watermarks, each.watermarks());
      }
    }
    nodes.values().forEach(node -> managers.computeIfAbsent(node.manager(), ViewBuilder::unseen));
    return new View(
        own.node().name(),
        own.manager(),
        managers.values(),
        nodes.values().stream().map(suspicions::judge).toList(),
        watermarks,
        lags.among(watermarks));
  }

  /** A manager known by configuration only: nobody said where it is or how much it holds. */
  private static ResourceManager unseen(String name) {
    return new ResourceManager(name, "", 1);
  }
}
