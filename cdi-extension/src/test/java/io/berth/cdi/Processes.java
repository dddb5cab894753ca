package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.forward.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Nodes of one cluster, each a process of its own that ends with this. At most three. */
final class Processes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FAREWELL_SECONDS = 20;

  private final Path folder;
  private final String cluster;
  private final int firstPort;
  private final Map<Process, Path> logs = new LinkedHashMap<>();
  private final Deque<Process> started = new ArrayDeque<>();

  /**
   * @param folder for logs
   * @param cluster the name that these and no other nodes have in common
   * @param firstPort of three in a row, through which they find each other
   */
  Processes(Path folder, String cluster, int firstPort) {
    this.folder = folder;
    this.cluster = cluster;
    this.firstPort = firstPort;
  }

  static int freePort() throws IOException {
    return Ports.free();
  }

  /** What the tests have on their class path. */
  static String everything() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * @param arguments of {@link ProcessMain}
   */
  static List<String> command(String classPath, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ProcessMain.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Of the node that is started next. */
  Map<String, String> settings(String node, String manager, int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("BERTH_NODE", node);
    settings.put("BERTH_MANAGER", manager);
    settings.put("BERTH_ADDRESS", "http://127.0.0.1:" + port);
    settings.put("BERTH_KEYS", "development");
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_CLUSTER", "tcp");
    settings.put("BERTH_CLUSTER_NAME", cluster);
    settings.put("BERTH_CLUSTER_BIND_PORT", Integer.toString(firstPort + started.size()));
    settings.put("BERTH_CLUSTER_HOSTS", host(0) + "," + host(1) + "," + host(2));
    return settings;
  }

  private String host(int number) {
    return "127.0.0.1[" + (firstPort + number) + "]";
  }

  /**
   * @param arguments of {@link ProcessMain}
   */
  Process start(String classPath, Map<String, String> settings, String... arguments)
      throws IOException {
    Process process = begin(classPath, settings, arguments);
    awaitReady();
    return process;
  }

  /**
   * Returns before it is ready, so that several may start together.
   *
   * @param arguments of {@link ProcessMain}
   */
  Process begin(String classPath, Map<String, String> settings, String... arguments)
      throws IOException {
    Path log = folder.resolve(settings.get("BERTH_NODE") + ".log");
    ProcessBuilder builder = new ProcessBuilder(command(classPath, arguments));
    builder.environment().putAll(settings);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    started.push(process);
    logs.put(process, log);
    return process;
  }

  /** Until all that were begun are ready. */
  void awaitReady() throws IOException {
    for (Map.Entry<Process, Path> each : logs.entrySet()) {
      Process process = each.getKey();
      Path log = each.getValue();
      await()
          .atMost(PATIENCE)
          .until(() -> !process.isAlive() || Files.readString(log).contains("ready\n"));
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    }
    logs.clear();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Process each : started) {
      each.getOutputStream().close();
    }
    for (Process each : started) {
      if (!each.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        each.destroyForcibly();
      }
    }
  }
}
