package io.berth.router;

import io.berth.model.Association;
import io.berth.model.Node;
import io.berth.model.ResourceManager;
import io.berth.model.Route;
import io.berth.model.Route.Reason;
import io.berth.model.Scope;
import io.berth.model.Verdict;
import io.berth.model.View;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decides where a request goes (claims 1d, 25): a pure function of verdict and view. It never
 * chooses a manager that is not proven to hold the consumer's data (RULES R1).
 */
public final class Router {
  private static final Route ANONYMOUS = new Route.Local(Reason.ANONYMOUS);
  private static final Route HOME_HERE = new Route.Local(Reason.HOME_HERE);
  private static final Route HOLDER_HERE = new Route.Local(Reason.HOLDER_HERE);
  private static final Route NOT_HERE = new Route.Misdirected(Reason.NOT_HERE);
  private static final Route REPLICAS_LAG = new Route.Unavailable(Reason.REPLICAS_LAG);
  private static final Route NO_NODE_READY = new Route.Unavailable(Reason.NO_NODE_READY);

  private final Writes writes;
  private final Scope scope;
  private final Behind behind;
  private final Map<String, String> contexts;
  private volatile Ways ways = new Ways();

  /** Routes to the nodes of one view: made once, not for every request. */
  private record Ways(Object moment, Map<Node, Map<Reason, Route>> byNode) {
    private static final Set<Reason> REASONS =
        EnumSet.of(Reason.HOME_WHILE_REGISTERING, Reason.HOME_FOR_WRITES, Reason.HOLDER_IN_TURN);

    Ways() {
      this(new Object(), Map.of());
    }

    /** Nodes are the objects of that view, so they need not be compared. */
    static Ways of(View view) {
      Map<Node, Map<Reason, Route>> byNode = new IdentityHashMap<>();
      for (Node node : view.nodes()) {
        Map<Reason, Route> routes = new EnumMap<>(Reason.class);
        REASONS.forEach(reason -> routes.put(reason, new Route.Forward(node, reason)));
        byNode.put(node, routes);
      }
      return new Ways(view.moment(), byNode);
    }
  }

  /** A router that keeps the load on the home when all others lag. */
  public Router(Writes writes, Scope scope, Map<String, String> contexts) {
    this(writes, scope, Behind.HOME, contexts);
  }

  /**
   * @param writes who may answer what may write
   * @param scope the managers that reads may be sent to once they hold the data
   * @param behind what happens to reads for the home when all others lag
   * @param contexts managers that live in other contexts of this server: manager to context path
   */
  public Router(Writes writes, Scope scope, Behind behind, Map<String, String> contexts) {
    this.writes = writes;
    this.scope = scope;
    this.behind = behind;
    this.contexts = Map.copyOf(contexts);
  }

  public Route route(Verdict verdict, Arrival arrival, View view) {
    if (verdict instanceof Verdict.Registering registering) {
      return route(registering.association(), true, arrival, view);
    }
    if (verdict instanceof Verdict.Registered registered) {
      return route(registered.association(), false, arrival, view);
    }
    return ANONYMOUS;
  }

  private Route route(Association association, boolean registering, Arrival arrival, View view) {
    String here = view.local().name();
    if (here.equals(association.home())) {
      return HOME_HERE;
    }
    boolean anyHolder = arrival.safe() || writes == Writes.ANY;
    if (anyHolder && mayServe(view.local(), association, view)) {
      return HOLDER_HERE;
    }
    if (arrival.fromNode()) {
      return NOT_HERE;
    }
    Reason homeReason = anyHolder ? Reason.HOME_WHILE_REGISTERING : Reason.HOME_FOR_WRITES;
    Reason lastReason = registering || !anyHolder ? homeReason : Reason.HOLDER_IN_TURN;
    Route found = NO_NODE_READY;
    if (registering || !anyHolder) {
      found = to(association.home(), homeReason, arrival.turn(), view);
    }
    if (found != NO_NODE_READY) {
      return arrival.safe() && isSpared(association.home(), view) ? REPLICAS_LAG : found;
    }
    if (anyHolder) {
      found = inTurn(association, arrival, view);
    }
    return found == NO_NODE_READY
        ? toLeaving(association.home(), lastReason, arrival.turn(), view)
        : found;
  }

  private boolean isSpared(String home, View view) {
    return behind == Behind.SHED && view.allLag(home, scope);
  }

  /** A home that is about to leave still answers, and nobody else may. */
  private Route toLeaving(String home, Reason reason, long turn, View view) {
    List<Node> nodes = view.leavingNodes(home);
    return nodes.isEmpty()
        ? NO_NODE_READY
        : forward(nodes.get(inTurn(turn, nodes.size())), reason, view);
  }

  /** In scope, and proven. */
  private boolean mayServe(ResourceManager manager, Association association, View view) {
    return scope.includes(manager, association.home())
        && view.isHolder(manager.name(), association);
  }

  private Route inTurn(Association association, Arrival arrival, View view) {
    List<String> able =
        view.managers().stream()
            .filter(manager -> mayServe(manager, association, view))
            .map(ResourceManager::name)
            .filter(manager -> isReachable(manager, view))
            .sorted()
            .toList();
    return able.isEmpty()
        ? NO_NODE_READY
        : to(
            able.get(inTurn(arrival.turn(), able.size())),
            Reason.HOLDER_IN_TURN,
            arrival.turn() / able.size(),
            view);
  }

  private Route to(String manager, Reason reason, long turn, View view) {
    String context = contexts.get(manager);
    if (context != null) {
      return new Route.Dispatch(context, reason);
    }
    List<Node> nodes = view.readyNodes(manager);
    return nodes.isEmpty()
        ? NO_NODE_READY
        : forward(nodes.get(inTurn(turn, nodes.size())), reason, view);
  }

  private Route forward(Node node, Reason reason, View view) {
    Ways now = ways;
    if (now.moment != view.moment()) {
      now = Ways.of(view);
      ways = now;
    }
    return Objects.requireNonNull(Objects.requireNonNull(now.byNode.get(node)).get(reason));
  }

  private boolean isReachable(String manager, View view) {
    return contexts.containsKey(manager) || !view.readyNodes(manager).isEmpty();
  }

  private static int inTurn(long turn, int size) {
    return (int) Math.floorMod(turn, (long) size);
  }
}
