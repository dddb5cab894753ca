package io.berth.filter;

import io.berth.forward.Elsewhere;
import io.berth.mapping.Lookup;
import io.berth.model.Association;
import io.berth.model.Node;
import io.berth.model.Route;
import io.berth.model.View;
import io.berth.router.Arrival;
import java.time.Duration;
import java.util.Optional;

/** Where one consumer's request may go when the first node did nothing with it. */
final class OtherNodes implements Elsewhere {
  private static final Duration SUSPICION = Duration.ofSeconds(1);

  private final BerthContext berth;
  private final Association association;
  private final Arrival arrival;

  OtherNodes(BerthContext berth, Association association, Arrival arrival) {
    this.berth = berth;
    this.association = association;
    this.arrival = arrival;
  }

  @Override
  public Optional<Node> unreachable(Node asked) {
    berth.cluster().suspect(asked, SUSPICION);
    return route(association, asked);
  }

  /** Learns what the packet says before anything else, for the next request too. */
  @Override
  public Optional<Node> misdirected(Node asked, String packet) {
    Optional<Association> learnt = berth.packets().open(packet, association.consumer());
    learnt.ifPresent(berth.mapping()::publish);
    return learnt.flatMap(told -> route(newest(told), asked));
  }

  private Association newest(Association told) {
    Lookup known = berth.mapping().find(told.consumer(), told.version());
    return known instanceof Lookup.Found found && found.association().version() > told.version()
        ? found.association()
        : told;
  }

  /** Where the router sends it now; if that is the same manager again, to the home. */
  private Optional<Node> route(Association newest, Node asked) {
    View view = berth.cluster().current();
    Route route = berth.router().route(berth.identifier().judge(newest, view), arrival, view);
    if (route instanceof Route.Forward forward && !forward.node().equals(asked)) {
      return Optional.of(forward.node());
    }
    return route instanceof Route.Forward
        ? view.readyNodes(newest.home()).stream().filter(node -> !node.equals(asked)).findFirst()
        : Optional.empty();
  }
}
