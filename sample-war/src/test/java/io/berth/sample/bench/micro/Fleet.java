package io.berth.sample.bench.micro;

import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Three managers, seen from the first; every consumer's home is the second. */
final class Fleet {
  private static final String HOME = "rm-b";
  private static final String STORE = "store";

  private Fleet() {}

  static String id(long number) {
    return "consumer-" + number + "@example.org";
  }

  /** What a sign-up leaves behind: one resource, one store. */
  static Association association(String id, long number) {
    Resource resource = new Resource("workspace", "ws-" + number, HOME, "", 1, Availability.BOUND);
    Position position = Position.of(STORE, new LogPoint(1, number));
    return new Association(
        ConsumerId.of(id), HOME, List.of(resource), 1, 1, position, Set.of(), false);
  }

  /**
   * @param applied how far the others have applied the home's log
   */
  static View view(long applied) {
    List<ResourceManager> managers =
        Stream.of("rm-a", HOME, "rm-c").map(name -> new ResourceManager(name, "", 1000)).toList();
    List<Node> nodes = managers.stream().map(manager -> node(manager.name())).toList();
    Position reached = Position.of(STORE, new LogPoint(1, applied));
    List<Watermark> marks =
        Stream.of("rm-a", "rm-c").map(name -> new Watermark(name, HOME, reached)).toList();
    return new View("node-rm-a", managers.get(0), managers, nodes, marks);
  }

  private static Node node(String manager) {
    return new Node(
        "node-" + manager, manager, URI.create("http://127.0.0.1:8080"), NodeState.READY);
  }
}
