package io.berth.store;

import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.List;

/**
 * A wish for resources.
 *
 * @param consumer for whom
 * @param home the manager whose stock is claimed
 * @param kinds one resource of each, all or none; no type twice
 * @param lease the claim ends by itself after this time
 * @param local whether this node belongs to the home and goes on at once; if not, the resources
 *     stay reserved until a node of the home does
 * @param hold only what is held under this name is claimed; empty for anything that is ready
 */
public record Ask(
    ConsumerId consumer,
    String home,
    List<Kind> kinds,
    Duration lease,
    boolean local,
    String hold) {
  public Ask {
    kinds = List.copyOf(kinds);
  }

  /** A wish for ready resources of these types, in their usual variants. */
  public Ask(ConsumerId consumer, String home, List<String> types, Duration lease, boolean local) {
    this(consumer, home, types.stream().map(Kind::of).toList(), lease, local, "");
  }

  String state() {
    return (local ? AssociationState.CLAIMED : AssociationState.RESERVED).name();
  }

  List<String> types() {
    return kinds.stream().map(Kind::type).toList();
  }
}
