package io.berth.sample.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The three nodes and their authority: four processes, from start to end of one run. */
final class Cluster implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(120);

  private final List<DemoNode> nodes;
  private final DemoProcess authority;
  private final Map<DemoNode, Starter> starters = new HashMap<>();
  private final Map<DemoNode, DemoProcess> processes = new ConcurrentHashMap<>();
  private final String authorityUrl;

  /** Starts a node's process, each time in the same way. */
  private interface Starter {
    DemoProcess start() throws IOException;
  }

  private Cluster(List<DemoNode> nodes, DemoProcess authority, String authorityUrl) {
    this.nodes = nodes;
    this.authority = authority;
    this.authorityUrl = authorityUrl;
  }

  /**
   * Starts everything and waits until every node answers.
   *
   * @param run a name for logs and stores
   * @param application the unpacked WAR
   * @param secrets settings that are passed on but shown nowhere
   * @param settings what this run sets beside the common settings
   */
  static Cluster start(
      DemoOptions options,
      String run,
      Path application,
      Map<String, String> secrets,
      Map<String, String> settings)
      throws IOException, InterruptedException {
    List<DemoNode> nodes =
        List.of(
            DemoNode.of(0, options.port()),
            DemoNode.of(1, options.port()),
            DemoNode.of(2, options.port()));
    Path directory = options.directory().resolve(run);
    int authorityPort = options.port() + 10;
    DemoProcess authority = startAuthority(options, directory, authorityPort);
    Cluster cluster =
        new Cluster(
            nodes,
            authority,
            "jdbc:h2:tcp://127.0.0.1:" + authorityPort + "/./authority;DB_CLOSE_DELAY=-1");
    for (DemoNode node : nodes) {
      Map<String, String> environment = new HashMap<>(cluster.common(options, node, directory));
      environment.putAll(settings);
      environment.putAll(secrets);
      cluster.starters.put(
          node, () -> startNode(options, node, application, directory, environment));
      cluster.begin(node);
    }
    try {
      cluster.awaitReady();
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static DemoProcess startAuthority(DemoOptions options, Path directory, int port)
      throws IOException {
    return DemoProcess.start(
        "authority",
        directory.resolve("authority.log"),
        List.of(options.jar(), ClassPath.jar("h2-")),
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            AuthorityMain.class.getName(),
            Integer.toString(port),
            directory.resolve("authority").toAbsolutePath().toString()),
        Map.of());
  }

  private static DemoProcess startNode(
      DemoOptions options,
      DemoNode node,
      Path application,
      Path directory,
      Map<String, String> environment)
      throws IOException {
    Path work = directory.resolve(node.name());
    Files.createDirectories(work);
    return DemoProcess.start(
        node.name(),
        directory.resolve(node.name() + ".log"),
        List.of(
            options.jar(),
            ClassPath.jar("tomcat-embed-core-"),
            ClassPath.jar("tomcat-embed-websocket-"),
            ClassPath.jar("tomcat-annotations-api-")),
        List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=true",
            "-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$-7s %3$s %5$s%6$s%n",
            NodeMain.class.getName(),
            Integer.toString(node.port()),
            application.toString(),
            work.toString()),
        environment);
  }

  private Map<String, String> common(DemoOptions options, DemoNode node, Path directory) {
    String hosts =
        nodes.stream()
            .map(each -> "127.0.0.1[" + each.clusterPort() + "]")
            .collect(Collectors.joining(","));
    Path work = directory.resolve(node.name()).toAbsolutePath();
    Path store = work.resolve("store");
    Map<String, String> settings = new HashMap<>();
    settings.put("BERTH_NODE", node.name());
    settings.put("BERTH_MANAGER", node.manager());
    settings.put("BERTH_ADDRESS", node.address());
    settings.put("BERTH_DRAIN_NOTICE", "0"); // a run ends with all of them
    settings.put("BERTH_DRAIN_FILE", work.resolve("drain").toString());
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_CLUSTER", "tcp");
    settings.put("BERTH_CLUSTER_NAME", "berth-demo-" + options.port());
    settings.put("BERTH_CLUSTER_BIND_PORT", Integer.toString(node.clusterPort()));
    settings.put("BERTH_CLUSTER_HOSTS", hosts);
    settings.put("BERTH_JDBC_URL", authorityUrl);
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_REPLICATION_DELAY", Long.toString(options.lag().toMillis()));
    settings.put("SAMPLE_STORE_URL", "jdbc:h2:file:" + store + ";DB_CLOSE_DELAY=-1");
    settings.put("SAMPLE_NAMES_URL", authorityUrl.replace("/authority;", "/names;"));
    return settings;
  }

  private void awaitReady() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    for (DemoNode node : nodes) {
      while (!answers(client, node)) {
        failIfLost();
        if (System.nanoTime() > deadline) {
          throw new IOException(
              node.name()
                  + " did not answer within "
                  + LONGEST_START.toSeconds()
                  + " s; it last said:\n"
                  + process(node).lastWords());
        }
        Pause.millis(100);
      }
    }
  }

  /** Starts a node's process; it answers later. */
  void begin(DemoNode node) throws IOException {
    processes.put(node, Objects.requireNonNull(starters.get(node), node.name()).start());
  }

  /** Ends a node's process in order, and returns when it is gone. */
  void end(DemoNode node) {
    process(node).close();
  }

  private DemoProcess process(DemoNode node) {
    return Objects.requireNonNull(processes.get(node), node.name());
  }

  private void failIfLost() throws IOException {
    List<DemoProcess> all = new ArrayList<>(processes.values());
    all.add(authority);
    for (DemoProcess each : all) {
      if (each.isLost()) {
        throw new IOException(
            each.name() + " ended while starting; it last said:\n" + each.lastWords());
      }
    }
  }

  private static boolean answers(HttpClient client, DemoNode node) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node.at("/node.json")).timeout(Duration.ofSeconds(5)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  List<DemoNode> nodes() {
    return nodes;
  }

  String authorityUrl() {
    return authorityUrl;
  }

  long pid(DemoNode node) {
    return process(node).pid();
  }

  /** The nodes that have ended without having been asked to. */
  List<DemoNode> lost() {
    return nodes.stream().filter(node -> process(node).isLost()).toList();
  }

  @Override
  public void close() {
    processes.values().forEach(DemoProcess::askToEnd);
    processes.values().forEach(DemoProcess::close);
    authority.close();
  }
}
