package io.berth.cluster;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.ResourceManager;
import io.berth.model.Watermark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param started when the instance began, in milliseconds since 1970 by its own clock, so that a
 *     restarted node replaces what its earlier run said at another site
 * @param remote heard from another site; true on this site's own board only, and never passed on
 */
public record Announcement(
    @ProtoField(1) Node node,
    @ProtoField(2) ResourceManager manager,
    @ProtoField(3) List<Watermark> watermarks,
    @ProtoField(4) Map<String, Integer> stock,
    @ProtoField(value = 5, defaultValue = "") String member,
    @ProtoField(6) String instance,
    @ProtoField(value = 7, defaultValue = "0") long sequence,
    @ProtoField(value = 8, defaultValue = "0") long started,
    @ProtoField(value = 9, defaultValue = "false") boolean remote) {
  @ProtoFactory
  public Announcement {
    watermarks = List.copyOf(watermarks);
    stock = Map.copyOf(stock);
  }

  /** The first announcement of a run. */
  static Announcement first(Node node, ResourceManager manager, String member) {
    return new Announcement(
        node,
        manager,
        List.of(),
        Map.of(),
        member,
        UUID.randomUUID().toString(),
        1,
        System.currentTimeMillis(),
        false);
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
    return new Announcement(
        said, manager, marks, free, member, instance, sequence + 1, started, remote);
  }

  /** What another site said, as it is kept here: its member ids mean nothing in this cluster. */
  Announcement heard() {
    return new Announcement(
        node, manager, watermarks, stock, "", instance, sequence, started, true);
  }

  /** Whether this is what the same node said later. */
  boolean isAfter(Announcement other) {
    return instance.equals(other.instance) ? sequence > other.sequence : started > other.started;
  }

  /** A member that has left has no say, even if its lease still runs. */
  boolean isOfAny(Optional<Set<String>> members) {
    return member.isEmpty() || members.isEmpty() || members.get().contains(member);
  }

  /** Whether the run that said this is over. */
  public boolean isOver() {
    return node.state() == NodeState.GONE;
  }
}
