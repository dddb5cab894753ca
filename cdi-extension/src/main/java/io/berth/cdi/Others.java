package io.berth.cdi;

import io.berth.associator.Neighbours;
import io.berth.filter.BerthContext;
import io.berth.model.Association;
import io.berth.model.NodeState;
import io.berth.model.Scope;
import io.berth.model.View;

/** The other managers, as the data plane sees them. */
record Others(BerthContext berth) implements Neighbours {
  private View view() {
    return berth.cluster().current();
  }

  /**
   * A node that answers its first requests may not have told the others yet that it does. Where
   * nothing is routed nobody else takes consumers: their requests would never get there.
   */
  @Override
  public boolean accepts(String manager) {
    boolean local = manager.equals(berth.manager().name());
    return (local || berth.isRouting()) && !view().readyNodes(manager).isEmpty()
        || (local && isStarting());
  }

  private boolean isStarting() {
    return view().nodes().stream()
        .anyMatch(
            node -> node.name().equals(berth.self().name()) && node.state() == NodeState.STARTING);
  }

  @Override
  public boolean holds(String manager, Association association) {
    return view().isHolder(manager, association);
  }

  @Override
  public boolean allHold(Association association) {
    return view().isProvenEverywhere(association, new Scope.All());
  }
}
