package io.berth.cluster;

import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingSettings;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the tests of this room and of mapping start from. */
public final class Fixtures {
  private Fixtures() {}

  public static Association association(String consumer, long version) {
    return new Association(
        ConsumerId.of(consumer),
        "rm-a",
        List.of(new Resource("workspace", "ws-" + version, "rm-a", "eu", 1, Availability.BOUND)),
        version,
        1,
        Position.of("main", new LogPoint(1, version * 100)),
        Set.of(),
        false);
  }

  /** What {@code rm-a} wrote for a consumer, at this place of its log. */
  public static Association written(ConsumerId consumer, long version, long offset) {
    return new Association(
        consumer,
        "rm-a",
        List.of(),
        version,
        1,
        Position.of("db", new LogPoint(1, offset)),
        Set.of(),
        false);
  }

  /** Remembers nobody as unknown, and is held against nothing. */
  public static MappingCache mapping(Caches caches) {
    return new MappingCache(
        caches.associations(),
        caches.sessions(),
        new MappingSettings(
            Duration.ofSeconds(2),
            Duration.ZERO,
            Duration.ofHours(1),
            1,
            Duration.ZERO,
            MappingSettings.Keep.ALWAYS),
        System::nanoTime);
  }

  static ResourceManager manager(String name) {
    return new ResourceManager(name, "eu", 10);
  }

  static Node node(String name, String manager, int port) {
    return new Node(name, manager, URI.create("http://127.0.0.1:" + port), NodeState.STARTING);
  }

  public static Caches local() {
    return Caches.start(ClusterSettings.read(Settings.of(Map.of())), "node-a");
  }

  /** The first of four ports in a row, free with those that failure detection has 100 above. */
  public static int freePorts(int from) {
    return IntStream.iterate(from, port -> port + 300)
        .filter(
            first ->
                IntStream.range(first, first + 4)
                    .allMatch(port -> isFree(port) && isFree(port + 100)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** One of at most four nodes on ports {@code first}, {@code first + 1} ... of this machine. */
  static ClusterSettings clustered(String name, int first, int number, String... more) {
    String hosts =
        IntStream.range(first, first + 4)
            .mapToObj(port -> "127.0.0.1[" + port + "]")
            .collect(Collectors.joining(","));
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "berth.cluster",
                "tcp",
                "berth.cluster.name",
                name,
                "berth.cluster.bind-port",
                Integer.toString(first + number),
                "berth.cluster.hosts",
                hosts,
                "berth.cluster.interval",
                "50"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    Settings settings = Settings.of(values);
    ClusterSettings read = ClusterSettings.read(settings);
    settings.check();
    return read;
  }
}
