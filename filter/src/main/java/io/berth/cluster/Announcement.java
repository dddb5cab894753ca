package io.berth.cluster;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.ResourceManager;
import io.berth.model.Watermark;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;

/**
 * What one node tells the others of itself: the packet in the form it takes inside one cluster
 * (DESIGN 7, claim 31).
 *
 * @param node name, manager, address and state
 * @param manager the manager it belongs to, with location and capacity
 * @param watermarks how far that manager has applied the homes' logs, one per home
 * @param stock free resources by type, as this node last counted them
 * @param member the id of its cluster member, empty outside a cluster; an announcement of a member
 *     that left is void at once, not only when its lease has run out
 * @param instance one run of the node, so that a restart is not taken for a twin
 * @param sequence grows with every change of what the instance announces
 */
record Announcement(
    @ProtoField(1) Node node,
    @ProtoField(2) ResourceManager manager,
    @ProtoField(3) List<Watermark> watermarks,
    @ProtoField(4) Map<String, Integer> stock,
    @ProtoField(value = 5, defaultValue = "") String member,
    @ProtoField(6) String instance,
    @ProtoField(value = 7, defaultValue = "0") long sequence) {
  @ProtoFactory
  Announcement {
    watermarks = List.copyOf(watermarks);
    stock = Map.copyOf(stock);
  }

  /** The first announcement of a run. */
  static Announcement first(Node node, ResourceManager manager, String member) {
    return new Announcement(
        node, manager, List.of(), Map.of(), member, UUID.randomUUID().toString(), 1);
  }

  Announcement with(NodeState state) {
    if (state == node.state()) {
      return this;
    }
    Node changed = new Node(node.name(), node.manager(), node.address(), state);
    return next(changed, watermarks, stock);
  }

  /** This announcement when it says as much or more. */
  Announcement with(Watermark reported) {
    List<Watermark> merged = Watermarks.merge(watermarks, List.of(reported));
    return merged.equals(watermarks) ? this : next(node, merged, stock);
  }

  /** Nothing is said any more of how far the manager has applied the home's log. */
  Announcement without(String home) {
    List<Watermark> others = watermarks.stream().filter(mark -> !mark.home().equals(home)).toList();
    return others.size() == watermarks.size() ? this : next(node, others, stock);
  }

  Announcement withStock(Map<String, Integer> free) {
    return free.equals(stock) ? this : next(node, watermarks, free);
  }

  private Announcement next(Node said, List<Watermark> marks, Map<String, Integer> free) {
    return new Announcement(said, manager, marks, free, member, instance, sequence + 1);
  }

  /** Whether the run that said this is over. */
  boolean isOver() {
    return node.state() == NodeState.GONE;
  }
}
