package io.berth.filter;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.ResourceManager;
import io.berth.model.Scope;
import io.berth.router.Behind;
import io.berth.router.Writes;
import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who this node is, and how it routes.
 *
 * @param enabled whether requests are routed; the rest of Berth runs all the same
 * @param self this node
 * @param manager the manager it belongs to; of capacity 0 for a front router
 * @param scope which managers a consumer may be routed to
 * @param writes who may answer what may write
 * @param behind what happens to reads for the home when all others lag
 * @param contexts managers that live in other contexts of this server: manager to context path
 * @param readYourWrites whether what may write raises the consumer's version when it was answered
 *     at the home
 * @param marks which requests may write
 * @param unrouted path prefixes that always stay here
 */
public record FilterSettings(
    boolean enabled,
    Node self,
    ResourceManager manager,
    Scope scope,
    Writes writes,
    Behind behind,
    boolean readYourWrites,
    WriteMarks marks,
    Map<String, String> contexts,
    Set<String> unrouted) {
  public static final Setting<Boolean> ENABLED =
      Setting.flag(
          "berth.enabled",
          true,
          "Whether requests are routed; without it new consumers stay with this node's manager, and all else goes on.");
  public static final Setting<String> NODE =
      Setting.text("berth.node", null, "This node's name, unique in the cluster.");
  public static final Setting<String> MANAGER =
      Setting.text("berth.manager", null, "The name of the manager this node belongs to.");
  public static final Setting<String> LOCATION =
      Setting.text(
          "berth.location", "", "Where the manager is; empty when locations play no part.");
  public static final Setting<Integer> CAPACITY =
      Setting.count(
          "berth.capacity",
          1_000_000,
          0,
          Integer.MAX_VALUE,
          "How many units of resources the manager can hold; 0 for a front router, which holds nothing.");
  public static final Setting<URI> ADDRESS =
      Setting.parsed(
          "berth.address",
          "http(s)://host:port",
          null,
          FilterSettings::address,
          "Where the other nodes reach this one.");
  public static final Setting<Scope> SCOPE =
      Setting.parsed(
          "berth.scope",
          "all, home, location:NAME, managers:NAME,NAME",
          "all",
          Scope::parse,
          "Which managers a consumer may be routed to once its data is there.");
  public static final Setting<String> WRITES =
      Setting.oneOf(
          "berth.writes",
          "home",
          List.of("home", "any"),
          "Who answers requests that may write: the home, or any holder.");
  public static final Setting<String> BEHIND =
      Setting.oneOf(
          "berth.replication.behind",
          "home",
          List.of("home", "shed"),
          "While all other managers lag, reads that only the home can answer go to the home, or are"
              + " answered 503.");
  public static final Setting<Boolean> READ_YOUR_WRITES =
      Setting.flag(
          "berth.read-your-writes",
          false,
          "Whether every request that may write raises the consumer's version after it was answered at the home, so that later reads see what it wrote.");
  public static final Setting<List<WriteMarks.Mark>> WRITING =
      Setting.parsed(
          "berth.requests.writing",
          "METHOD /PATH,...",
          "",
          WriteMarks::parse,
          "Requests, by method and path prefix below the context, that may write although their method is safe.");
  public static final Setting<List<WriteMarks.Mark>> READING =
      Setting.parsed(
          "berth.requests.reading",
          "METHOD /PATH,...",
          "",
          WriteMarks::parse,
          "Requests that only read although their method may write.");
  public static final Setting<Map<String, String>> CONTEXTS =
      Setting.parsed(
          "berth.contexts",
          "MANAGER=/CONTEXT or MANAGER=./PATH,...",
          "",
          FilterSettings::contexts,
          "Managers that live in other contexts of this server, or below a path of this one: their requests are dispatched, not sent.");
  public static final Setting<Set<String>> UNROUTED =
      Setting.parsed(
          "berth.unrouted",
          "/PATH,...",
          "",
          FilterSettings::paths,
          "Path prefixes, below the context, that this node always answers itself.");
  public static final List<Setting<?>> ALL =
      List.of(
          ENABLED,
          NODE,
          MANAGER,
          LOCATION,
          CAPACITY,
          ADDRESS,
          SCOPE,
          WRITES,
          BEHIND,
          READ_YOUR_WRITES,
          WRITING,
          READING,
          CONTEXTS,
          UNROUTED);

  private static final URI NOWHERE = URI.create("http://localhost:1");

  /** Whether a request for this path, below the context, may be sent to another node. */
  boolean isRouted(String path) {
    if (!enabled) {
      return false;
    }
    for (String prefix : unrouted) {
      if (path.startsWith(prefix)) {
        return false;
      }
    }
    return true;
  }

  static FilterSettings read(Settings settings) {
    if (settings.get(READ_YOUR_WRITES) && settings.get(WRITES).equals("any")) {
      settings.problem(
          READ_YOUR_WRITES.name()
              + " needs "
              + WRITES.name()
              + "=home: only the home can say how far its log must be applied");
    }
    ResourceManager manager = manager(settings);
    return new FilterSettings(
        settings.get(ENABLED),
        node(settings, manager.name()),
        manager,
        settings.get(SCOPE),
        Writes.valueOf(settings.get(WRITES).toUpperCase(Locale.ROOT)),
        Behind.valueOf(settings.get(BEHIND).toUpperCase(Locale.ROOT)),
        settings.get(READ_YOUR_WRITES),
        new WriteMarks(settings.get(WRITING), settings.get(READING)),
        settings.get(CONTEXTS),
        settings.get(UNROUTED));
  }

  private static ResourceManager manager(Settings settings) {
    String name = settings.require(MANAGER, "unnamed");
    String location = settings.get(LOCATION);
    int capacity = settings.get(CAPACITY);
    try {
      return new ResourceManager(name, location, capacity);
    } catch (IllegalArgumentException e) {
      settings.problem(MANAGER.name() + ", " + LOCATION.name() + ": " + e.getMessage());
      return new ResourceManager("unnamed", "", capacity);
    }
  }

  private static Node node(Settings settings, String manager) {
    String name = settings.require(NODE, "unnamed");
    URI address = settings.require(ADDRESS, NOWHERE);
    try {
      return new Node(name, manager, address, NodeState.STARTING);
    } catch (IllegalArgumentException e) {
      settings.problem(NODE.name() + ", " + ADDRESS.name() + ": " + e.getMessage());
      return new Node("unnamed", manager, NOWHERE, NodeState.STARTING);
    }
  }

  private static URI address(String text) {
    URI address = URI.create(text);
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
  }

  private static Map<String, String> contexts(String text) {
    return Arrays.stream(text.split(",", -1))
        .filter(entry -> !entry.isBlank())
        .map(entry -> entry.trim().split("=", 2))
        .collect(Collectors.toMap(entry -> entry[0], FilterSettings::contextOf));
  }

  private static String contextOf(String[] entry) {
    boolean place = entry.length == 2 && (entry[1].startsWith("/") || entry[1].startsWith("./"));
    if (!place || entry[1].endsWith("/")) {
      throw new IllegalArgumentException("expected MANAGER=/CONTEXT or MANAGER=./PATH,...");
    }
    return entry[1];
  }

  private static Set<String> paths(String text) {
    Set<String> paths =
        Arrays.stream(text.split(",", -1))
            .map(String::trim)
            .filter(path -> !path.isEmpty())
            .collect(Collectors.toSet());
    if (!paths.stream().allMatch(path -> path.startsWith("/"))) {
      throw new IllegalArgumentException("every path starts with /");
    }
    return paths;
  }
}
