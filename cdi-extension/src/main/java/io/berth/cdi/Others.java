package io.berth.cdi;

import io.berth.associator.Neighbours;
import io.berth.filter.BerthContext;
import io.berth.model.Association;
import io.berth.model.Scope;
import io.berth.model.View;

/** The other managers, as the data plane sees them. */
record Others(BerthContext berth) implements Neighbours {
  private View view() {
    return berth.cluster().current();
  }

  @Override
  public boolean accepts(String manager) {
    return !view().readyNodes(manager).isEmpty();
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
