package io.berth.store;

import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.List;

/**
 * A wish for resources.
 *
 * @param consumer for whom
 * @param home the manager whose stock is claimed
 * @param types one resource of each, all or none
 * @param lease the claim ends by itself after this time
 * @param local whether this node belongs to the home and goes on at once; if not, the resources
 *     stay reserved until a node of the home does
 */
public record Ask(
    ConsumerId consumer, String home, List<String> types, Duration lease, boolean local) {
  String state() {
    return (local ? AssociationState.CLAIMED : AssociationState.RESERVED).name();
  }
}
