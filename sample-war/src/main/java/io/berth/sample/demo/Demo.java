package io.berth.sample.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The main job, end to end: the same web application on three nodes, once without Berth and once
 * with it, asked by real HTTP clients. Ends with status 0 only when Berth made the difference.
 */
public final class Demo {
  private static final int MOST_STOCK_PER_MANAGER = 400;

  private final DemoOptions options;
  private final PrintStream out;
  private final boolean terminal;
  private final Map<String, String> secrets;
  private volatile @Nullable Cluster running;

  private Demo(DemoOptions options, PrintStream out, boolean terminal) {
    this.options = options;
    this.out = out;
    this.terminal = terminal;
    this.secrets = Map.of("BERTH_KEYS", "demo:" + randomKey(), "SAMPLE_LOGIN_KEYS", randomKey());
  }

  public static void main(String[] arguments) throws InterruptedException {
    ProcessHandle.current().parent().ifPresent(Demo::endWith);
    int status = 2;
    try {
      DemoOptions options = DemoOptions.read(System.getProperties());
      Demo demo = new Demo(options, System.out, System.console() != null);
      Runtime.getRuntime().addShutdownHook(new Thread(demo::end, "end"));
      status = demo.run();
    } catch (IllegalArgumentException e) {
      System.err.println("The demo cannot start:\n  " + e.getMessage());
    } catch (IOException | SQLException e) {
      System.err.println("The demo failed: " + e.getMessage());
    }
    System.exit(status);
  }

  /** Whoever started the demo may be killed without a chance to end it. */
  private static void endWith(ProcessHandle parent) {
    parent.onExit().thenRun(() -> System.exit(3));
  }

  private static String randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  private int run() throws IOException, SQLException, InterruptedException {
    long begun = System.nanoTime();
    checkPorts();
    Path application = prepare();
    out.printf(
        "%nBerth: %d sign-ups on three nodes, %d at a time; data reaches the other nodes %d ms late.%n%n",
        options.signups(), options.concurrency(), options.lag().toMillis());
    Report.Run control = runControl(application);
    try (Cluster cluster = startCluster("berth", application, withBerth())) {
      Stock.awaitFilled(cluster, 3 * stockPerManager(), progress("ready stock"));
      Report.Run berth = sail(cluster, true, "with Berth");
      Report report = new Report(options, control, berth, (System.nanoTime() - begun) / 1e9);
      report.print(out);
      Path file = options.directory().resolve("report.json");
      report.write(file);
      out.println("  " + file);
      report.problems().forEach(problem -> out.println("  NOT SHOWN: " + problem));
      if (options.stay()) {
        stay(cluster);
      }
      return report.problems().isEmpty() ? 0 : 1;
    }
  }

  private Report.Run runControl(Path application) throws IOException, InterruptedException {
    try (Cluster cluster = startCluster("control", application, withoutBerth())) {
      return sail(cluster, false, "without");
    }
  }

  /** No routing, and no stock: every workspace is made while its owner waits. */
  private Map<String, String> withoutBerth() {
    return Map.of(
        "BERTH_ENABLED", "false",
        "BERTH_POOL_FLOOR", "0",
        "BERTH_POOL_TARGET", "0",
        "BERTH_STOCK_WAIT", "50000");
  }

  private Map<String, String> withBerth() {
    String target = Integer.toString(stockPerManager());
    String ceiling = Integer.toString(stockPerManager() + options.concurrency());
    return Map.of(
        "BERTH_POOL_FLOOR",
        "0",
        "BERTH_POOL_TARGET",
        target,
        "BERTH_POOL_CEILING",
        ceiling,
        "BERTH_REFILL_QUIET",
        "60000");
  }

  private int stockPerManager() {
    return Math.min(MOST_STOCK_PER_MANAGER, (options.signups() + 2) / 3 + options.concurrency());
  }

  private Cluster startCluster(String run, Path application, Map<String, String> settings)
      throws IOException, InterruptedException {
    Progress progress = progress("three nodes");
    progress.show(0, "starting");
    Cluster cluster = Cluster.start(options, run, application, secrets, settings);
    running = cluster;
    progress.show(1, "up");
    progress.end();
    return cluster;
  }

  private Report.Run sail(Cluster cluster, boolean routed, String title)
      throws InterruptedException {
    long begun = System.nanoTime();
    try (Voyage voyage = new Voyage(options, cluster, routed)) {
      Tally tally = voyage.run(progress(title));
      return new Report.Run(tally, cluster.lost(), (System.nanoTime() - begun) / 1e9);
    }
  }

  private Progress progress(String title) {
    return new Progress(out, terminal, title);
  }

  private void stay(Cluster cluster) throws InterruptedException {
    out.println();
    out.println("  The nodes stay up. Sign up in a browser, then open another node's address:");
    cluster
        .nodes()
        .forEach(
            node ->
                out.printf(
                    "    %s/   node %s, process %d%n",
                    node.address(), node.name(), cluster.pid(node)));
    out.println("  Ctrl-C ends them all.");
    new CountDownLatch(1).await();
  }

  private void end() {
    Cluster cluster = running;
    if (cluster != null) {
      cluster.close();
    }
  }

  private Path prepare() throws IOException {
    Path directory = options.directory().toAbsolutePath().normalize();
    if (Files.exists(directory)) {
      try (Stream<Path> old = Files.walk(directory)) {
        old.sorted(Comparator.reverseOrder()).forEach(Demo::delete);
      }
    }
    Path application = directory.resolve("application");
    UnpackedWar.unpack(options.war(), application);
    return application;
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkPorts() throws IOException {
    List<Integer> taken = new ArrayList<>();
    List<Integer> wanted = new ArrayList<>(List.of(options.port() + 10));
    for (int i = 0; i < 3; i++) {
      wanted.addAll(
          List.of(options.port() + i, options.port() + 100 + i, options.port() + 200 + i));
    }
    for (int port : wanted) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        free.setReuseAddress(true);
      } catch (IOException e) {
        taken.add(port);
      }
    }
    if (!taken.isEmpty()) {
      throw new IOException(
          "ports " + taken + " are taken; choose others with -Ddemo.port=" + options.port());
    }
  }
}
