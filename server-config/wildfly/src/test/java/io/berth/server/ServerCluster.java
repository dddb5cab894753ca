package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.Fixtures;
import io.berth.filter.Balancer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.tools.Server;

/** Servers of one cluster, each a manager, with one authority; and what is asked of them. */
final class ServerCluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Duration OFTEN = Duration.ofMillis(200);
  static final String LAG_MILLIS = "5000";

  private final List<ServerProcess> nodes = new ArrayList<>();
  private Path folder = Path.of("target");
  private Server authority = new Server();

  /** One of the ways that {@link ServerProcess} starts a server. */
  interface Kind {
    ServerProcess start(String node, int port, Path base, Map<String, String> settings)
        throws IOException;
  }

  void open(String name) throws IOException, SQLException {
    authority = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), name + "-");
  }

  /** Where each node has a directory of its name, and a log. */
  Path folder() {
    return folder;
  }

  List<ServerProcess> nodes() {
    return nodes;
  }

  /**
   * @param clustering the settings that say where the caches are
   */
  void add(String node, String manager, Map<String, String> clustering, Kind kind)
      throws IOException {
    int port = Balancer.freePort();
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    Map<String, String> settings = new HashMap<>(clustering);
    settings.put("BERTH_NODE", node);
    settings.put("BERTH_MANAGER", manager);
    settings.put("BERTH_ADDRESS", "http://127.0.0.1:" + port);
    settings.put("BERTH_KEYS", "it:" + key);
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_JDBC_URL", shared("authority"));
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_REPLICATION_DELAY", LAG_MILLIS);
    settings.put("SAMPLE_NAMES_URL", shared("names"));
    settings.put("SAMPLE_LOGIN_KEYS", key);
    nodes.add(kind.start(node, port, folder.resolve(node), settings));
  }

  private String shared(String database) {
    return "jdbc:h2:tcp://127.0.0.1:"
        + authority.getPort()
        + "/mem:"
        + database
        + ";DB_CLOSE_DELAY=-1";
  }

  /** The first of those for one cluster, which no other test begins with. */
  static int freePorts() {
    return Fixtures.freePorts(23_500);
  }

  /** Until each of them sees exactly these, and all of them ready. */
  static void awaitReady(List<ServerProcess> all) {
    for (ServerProcess at : all) {
      await("how " + at.node() + " sees the others")
          .atMost(PATIENCE)
          .pollInterval(OFTEN)
          .untilAsserted(
              () -> {
                List<String> seen = at.nodes();
                assertThat(seen).hasSize(all.size()).allMatch(node -> node.contains("READY"));
                for (ServerProcess each : all) {
                  assertThat(seen).anyMatch(node -> node.contains(each.node()));
                }
              });
    }
  }

  /** Somebody new; stock may be late after a start. */
  static Visitor signUp(ServerProcess at, String name) throws IOException {
    Visitor visitor = new Visitor(at.base());
    Map<String, String> form = Map.of("email", name + "@example.org", "workspace", "Of " + name);
    await()
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(() -> visitor.post("signup", form).status() == 303);
    return visitor;
  }

  /** The same browser at another address. */
  static Visitor at(ServerProcess server, Visitor visitor) throws IOException {
    Visitor there = new Visitor(server.base());
    there.cookies().putAll(visitor.cookies());
    return there;
  }

  @Override
  public void close() throws InterruptedException {
    for (ServerProcess each : nodes) {
      each.close();
    }
    authority.stop();
  }
}
