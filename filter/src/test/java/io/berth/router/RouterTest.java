package io.berth.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.Route;
import io.berth.model.Route.Reason;
import io.berth.model.Scope;
import io.berth.model.Verdict;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Arrival READ = new Arrival(true, false, 0);
  private static final Arrival WRITE = new Arrival(false, false, 0);
  private static final Scope ALL = new Scope.All();

  private final Router router = new Router(Writes.HOME, ALL, Map.of());

  private static Association homeAt(String home, String... acknowledgedBy) {
    return new Association(
        ConsumerId.of("ann"),
        home,
        List.of(),
        1,
        1,
        Position.of("db", new LogPoint(1, 100)),
        Set.of(acknowledgedBy),
        false);
  }

  private static Verdict registering(View view, Association association) {
    return new Verdict.Registering(association, view.holders(association));
  }

  private static View seenFrom(String manager, String... ready) {
    List<Node> nodes = new ArrayList<>();
    for (String name : ready) {
      nodes.add(node(name, NodeState.READY));
    }
    return new View(
        "node-" + manager, managers().get(manager.charAt(3) - 'a'), managers(), nodes, List.of());
  }

  private static List<ResourceManager> managers() {
    return List.of(
        new ResourceManager("rm-a", "eu", 1),
        new ResourceManager("rm-b", "eu", 1),
        new ResourceManager("rm-c", "us", 1));
  }

  private static Node node(String manager, NodeState state) {
    return new Node("node-" + manager, manager, URI.create("http://127.0.0.1:8080"), state);
  }

  private static String target(Route route) {
    return ((Route.Forward) route).node().manager();
  }

  @Test
  void anAnonymousRequestStays() {
    assertThat(router.route(new Verdict.Anonymous(), WRITE, seenFrom("rm-b", "rm-a")))
        .isEqualTo(new Route.Local(Reason.ANONYMOUS));
  }

  @Test
  void aRegisteringConsumerGoesHome() {
    View view = seenFrom("rm-b", "rm-a", "rm-c");
    Route route = router.route(registering(view, homeAt("rm-a", "rm-c")), READ, view);
    assertThat(target(route)).isEqualTo("rm-a");
    assertThat(route.reason()).isEqualTo(Reason.HOME_WHILE_REGISTERING);
  }

  @Test
  void aProvenManagerServesReadsItselfAndSendsWritesHome() {
    View view = seenFrom("rm-b", "rm-a", "rm-b", "rm-c");
    Verdict verdict = registering(view, homeAt("rm-a", "rm-b"));
    assertThat(router.route(verdict, READ, view)).isEqualTo(new Route.Local(Reason.HOLDER_HERE));
    assertThat(router.route(verdict, WRITE, view).reason()).isEqualTo(Reason.HOME_FOR_WRITES);
  }

  @Test
  void whereAnyHolderMayWriteAHolderWrites() {
    View view = seenFrom("rm-b", "rm-a");
    Verdict verdict = registering(view, homeAt("rm-a", "rm-b"));
    assertThat(new Router(Writes.ANY, ALL, Map.of()).route(verdict, WRITE, view))
        .isEqualTo(new Route.Local(Reason.HOLDER_HERE));
  }

  @Test
  void whenTheHomeIsLostAProvenManagerAnswersReads() {
    View view = seenFrom("rm-b", "rm-c");
    Route route = router.route(registering(view, homeAt("rm-a", "rm-c")), READ, view);
    assertThat(target(route)).isEqualTo("rm-c");
  }

  /** Lag and health are two things: who lags has to be there, who is silent does not lag. */
  @Test
  void whenAllOthersLagTheHomeIsSparedWhereThatIsAskedFor() {
    Router sparing = new Router(Writes.HOME, ALL, Behind.SHED, Map.of());
    Watermark b = new Watermark("rm-b", "rm-a", Position.of("db", new LogPoint(1, 10)));
    Watermark c = new Watermark("rm-c", "rm-a", Position.of("db", new LogPoint(1, 10)));
    Association ann = homeAt("rm-a");
    View allLag = seenFromB(List.of(b, c), Set.of(b, c));
    Verdict verdict = registering(allLag, ann);
    assertThat(sparing.route(verdict, READ, allLag))
        .isEqualTo(new Route.Unavailable(Reason.REPLICAS_LAG));
    assertThat(sparing.route(verdict, WRITE, allLag).reason()).isEqualTo(Reason.HOME_FOR_WRITES);
    assertThat(target(router.route(verdict, READ, allLag))).isEqualTo("rm-a");
    for (View view :
        List.of(
            seenFromB(List.of(b, c), Set.of(b)),
            seenFromB(List.of(), Set.of()),
            seenFromB(List.of(b, c), Set.of()))) {
      assertThat(target(sparing.route(registering(view, ann), READ, view))).isEqualTo("rm-a");
    }
    View oneIsSilent = seenFromB(List.of(b), Set.of(b));
    assertThat(sparing.route(verdict, READ, oneIsSilent).reason()).isEqualTo(Reason.REPLICAS_LAG);
    Verdict held = registering(allLag, homeAt("rm-a", "rm-b"));
    assertThat(sparing.route(held, READ, allLag)).isEqualTo(new Route.Local(Reason.HOLDER_HERE));
  }

  private static View seenFromB(List<Watermark> marks, Set<Watermark> laggards) {
    List<Node> nodes =
        List.of(
            node("rm-a", NodeState.READY),
            node("rm-b", NodeState.READY),
            node("rm-c", NodeState.READY));
    return new View("node-rm-b", managers().get(1), managers(), nodes, marks, laggards);
  }

  @Test
  void whenNobodyProvenIsThereNobodyAnswers() {
    View view = seenFrom("rm-b", "rm-c");
    assertThat(router.route(registering(view, homeAt("rm-a")), READ, view))
        .isEqualTo(new Route.Unavailable(Reason.NO_NODE_READY));
    assertThat(router.route(registering(view, homeAt("rm-a", "rm-c")), WRITE, view))
        .isEqualTo(new Route.Unavailable(Reason.NO_NODE_READY));
  }

  @Test
  void aRequestOfAnotherNodeGoesNoFurther() {
    View view = seenFrom("rm-b", "rm-a");
    assertThat(router.route(registering(view, homeAt("rm-a")), new Arrival(true, true, 0), view))
        .isEqualTo(new Route.Misdirected(Reason.NOT_HERE));
  }

  @Test
  void aHomeThatLeavesIsAskedForWhatNobodyElseMayAnswer() {
    List<Node> nodes = List.of(node("rm-a", NodeState.DRAINING), node("rm-c", NodeState.READY));
    View view = new View("node-rm-b", managers().get(1), managers(), nodes, List.of());
    Verdict proven = registering(view, homeAt("rm-a", "rm-c"));
    assertThat(target(router.route(proven, READ, view))).isEqualTo("rm-c");
    assertThat(target(router.route(proven, WRITE, view))).isEqualTo("rm-a");
    Verdict alone = registering(view, homeAt("rm-a"));
    assertThat(target(router.route(alone, READ, view))).isEqualTo("rm-a");
    Verdict registered = new Verdict.Registered(homeAt("rm-a"));
    assertThat(router.route(registered, READ, view).reason()).isEqualTo(Reason.HOLDER_IN_TURN);
  }

  @Test
  void aManagerInAnotherContextIsDispatchedTo() {
    View view = seenFrom("rm-b");
    Router local = new Router(Writes.HOME, ALL, Map.of("rm-a", "/a"));
    assertThat(local.route(registering(view, homeAt("rm-a")), READ, view))
        .isEqualTo(new Route.Dispatch("/a", Reason.HOME_WHILE_REGISTERING));
  }

  @Test
  void holdersOfARegisteredConsumerTakeTurns() {
    View view = seenFrom("rm-c", "rm-a", "rm-b");
    Scope europe = new Scope.Location("eu");
    Verdict verdict = new Verdict.Registered(homeAt("rm-a", "rm-b", "rm-c"));
    Router european = new Router(Writes.HOME, europe, Map.of());
    Map<String, Integer> seen = new HashMap<>();
    for (int turn = 0; turn < 100; turn++) {
      seen.merge(
          target(european.route(verdict, new Arrival(true, false, turn), view)), 1, Integer::sum);
    }
    assertThat(seen).containsOnly(Map.entry("rm-a", 50), Map.entry("rm-b", 50));
  }

  /** RULES R1: an oracle recomputes for every decision who was allowed to answer. */
  @Test
  void noRequestEverGoesToAManagerThatIsNotProven() {
    Random random = new Random(23);
    int decisions = 200_000;
    int elsewhere = 0;
    for (int i = 0; i < decisions; i++) {
      View view = randomView(random);
      Association association = randomAssociation(random);
      Arrival arrival =
          new Arrival(random.nextBoolean(), random.nextInt(4) == 0, random.nextLong());
      Verdict verdict =
          view.isProvenEverywhere(association, ALL)
              ? new Verdict.Registered(association)
              : registering(view, association);
      Route route = router.route(verdict, arrival, view);
      String answering = answering(route, association, view);
      if (!answering.isEmpty()) {
        assertThat(allowed(association, arrival, view)).contains(answering);
        elsewhere += route instanceof Route.Forward ? 1 : 0;
      }
    }
    System.out.println(
        decisions + " routes held against the oracle, seed 23, forwarded " + elsewhere);
    assertThat(elsewhere).isPositive();
  }

  /** Only the home is asked while it leaves, and only when no node that stays may answer. */
  private static String answering(Route route, Association association, View view) {
    if (route instanceof Route.Forward forward) {
      if (forward.node().state() == NodeState.DRAINING) {
        assertThat(forward.node().manager()).isEqualTo(association.home());
      } else {
        assertThat(forward.node().state()).isEqualTo(NodeState.READY);
      }
      return forward.node().manager();
    }
    return route instanceof Route.Local ? view.local().name() : "";
  }

  /**
   * The rule in other words than the router's: who acknowledged or whose mark has passed, and the
   * home.
   */
  private static Set<String> allowed(Association association, Arrival arrival, View view) {
    Set<String> allowed = new HashSet<>(Set.of(association.home()));
    if (arrival.safe()) {
      allowed.addAll(association.acknowledgedBy());
      for (ResourceManager manager : managers()) {
        Watermark mark = view.watermark(manager.name(), association.home());
        if (mark != null && mark.applied().equals(Position.of("db", new LogPoint(1, 150)))) {
          allowed.add(manager.name());
        }
      }
    }
    return allowed;
  }

  private static View randomView(Random random) {
    List<Node> nodes = new ArrayList<>();
    List<Watermark> marks = new ArrayList<>();
    for (ResourceManager manager : managers()) {
      nodes.add(
          node(manager.name(), NodeState.values()[random.nextInt(NodeState.values().length)]));
      for (ResourceManager home : managers()) {
        if (random.nextBoolean()) {
          LogPoint point = new LogPoint(1 + random.nextInt(2), random.nextBoolean() ? 150 : 50);
          marks.add(new Watermark(manager.name(), home.name(), Position.of("db", point)));
        }
      }
    }
    return new View("n", managers().get(random.nextInt(3)), managers(), nodes, marks);
  }

  private static Association randomAssociation(Random random) {
    String home = "rm-" + (char) ('a' + random.nextInt(3));
    return random.nextBoolean()
        ? homeAt(home)
        : homeAt(home, "rm-" + (char) ('a' + random.nextInt(3)));
  }
}
