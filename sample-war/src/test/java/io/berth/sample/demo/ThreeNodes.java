package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Three real nodes with the real WAR, started once for all tests that ask for them. */
final class ThreeNodes implements AutoCloseable {
  static final Duration LAG = Duration.ofSeconds(2);

  private final Cluster cluster;

  private ThreeNodes(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Gives the one instance to whoever asks. */
  static final class Resolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ThreeNodes.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(ThreeNodes.class, type -> start("nodes"), ThreeNodes.class);
    }
  }

  /** A cluster of one's own, for a test that breaks it. */
  static ThreeNodes start(String name) {
    return start(name, Map.of("BERTH_POOL_TARGET", "8", "BERTH_POOL_FLOOR", "2"));
  }

  /** The same with settings of its own. */
  static ThreeNodes start(String name, Map<String, String> settings) {
    try {
      return new ThreeNodes(
          Cluster.start(
              options(name, freePort(24_300)), "run", application(name), secrets(), settings));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Map<String, String> secrets() {
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    return Map.of("BERTH_KEYS", "it:" + key, "SAMPLE_LOGIN_KEYS", key);
  }

  static DemoOptions options(String name, int port) {
    return new DemoOptions(
        9, 3, LAG, port, false, property("demo.jar"), property("demo.war"), directory(name));
  }

  private static Path directory(String name) {
    return property("demo.directory").resolve(name);
  }

  private static Path property(String name) {
    return Path.of(System.getProperty(name)).toAbsolutePath();
  }

  static Path application(String name) throws IOException {
    Path directory = directory(name);
    if (Files.exists(directory)) {
      try (Stream<Path> old = Files.walk(directory)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Path application = directory.resolve("application");
    UnpackedWar.unpack(options(name, 1).war(), application);
    return application;
  }

  /** The first base port from {@code from} on with which all of a cluster's ports are free. */
  static int freePort(int from) {
    return IntStream.iterate(from, port -> port + 300)
        .limit(100)
        .filter(ThreeNodes::areFree)
        .findFirst()
        .orElseThrow();
  }

  private static boolean areFree(int base) {
    return Stream.of(0, 1, 2, 10, 100, 101, 102, 200, 201, 202)
        .allMatch(offset -> isFree(base + offset));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** As {@code kill -9} does. */
  void kill(DemoNode node) {
    ProcessHandle process = ProcessHandle.of(cluster.pid(node)).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().join();
  }

  /** In order, as a stop script does. */
  void end(DemoNode node) {
    cluster.end(node);
  }

  void begin(DemoNode node) throws IOException {
    cluster.begin(node);
  }

  /** Where a node of a cluster of this name works. */
  static Path workOf(String name, DemoNode node) {
    return directory(name).resolve("run").resolve(node.name());
  }

  DemoNode node(int index) {
    return cluster.nodes().get(index);
  }

  List<DemoNode> all() {
    return cluster.nodes();
  }

  /** A number that the authority says. */
  long count(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(cluster.authorityUrl(), "sa", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
