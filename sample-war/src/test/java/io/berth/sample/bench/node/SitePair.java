package io.berth.sample.bench.node;

import io.berth.filter.BerthContext;
import io.berth.filter.BerthInitializer;
import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import javax.management.ObjectName;

/**
 * Two sites in one process, joined by packets over HTTP alone: how long a cold one takes to know
 * what the other one knows, and what a thousand sign-ups a second come to, in time or in work.
 */
final class SitePair {
  private static final int RATE = 1_000;
  private static final int SECONDS = 10;
  private static final int WARM_SECONDS = 5;
  private static final int SAMPLED = 10;
  private static final int ROUNDS = 2;
  private static final String PATH = "/packet";

  private SitePair() {}

  /**
   * @param arguments {@code delay} or {@code cpu}; how many mappings the cold site has to learn;
   *     the first of two ports
   */
  public static void main(String[] arguments) {
    int status = 1;
    try {
      run(arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      System.out.println("result end");
      status = 0;
    } catch (Exception e) {
      e.printStackTrace(); // to this process's log
    }
    System.exit(status); // the servers' threads would go on
  }

  private static void run(String what, int known, int port) throws Exception {
    BerthContext west = start("west", port, port + 1);
    for (int i = 0; i < known; i++) {
      west.mapping().learn(association("known", i));
    }
    long began = System.nanoTime();
    BerthContext east = start("east", port + 1, port);
    while (!attribute("Node", "State").equals("READY")) {
      LockSupport.parkNanos(1_000_000);
    }
    print("cold.millis", (System.nanoTime() - began) / 1e6);
    int there = east.mapping().all().size();
    if (there != known) {
      throw new IllegalStateException("only " + there + " of " + known + " arrived");
    }
    signUps("warm", west.mapping(), east, WARM_SECONDS);
    if (what.equals("cpu")) {
      cpu(west.mapping(), east);
    } else {
      delays(west.mapping(), east);
    }
  }

  private static void delays(MappingCache west, BerthContext east) {
    double[] delays = signUps("new", west, east, SECONDS);
    Arrays.sort(delays);
    print("delay.p50.millis", delays[delays.length / 2]);
    print("delay.p99.millis", delays[delays.length * 99 / 100]);
  }

  /** In turn, so that what is compiled meanwhile counts for all. */
  private static void cpu(MappingCache west, BerthContext east) throws Exception {
    long watched = 0;
    long unwatched = 0;
    long idle = 0;
    long packets = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String name = "round-" + round;
      watched += cpuOf(() -> signUps(name + "-watched", west, east, SECONDS));
      packets -= accepted();
      unwatched += cpuOf(() -> unwatched(name, west, east));
      packets += accepted();
      idle += cpuOf(() -> pace(System.nanoTime(), RATE * SECONDS, number -> {}));
    }
    print("packets.per-second", packets / (double) (SECONDS * ROUNDS));
    print("cpu.watched", micros(watched));
    print("cpu.unwatched", micros(unwatched));
    print("cpu.idle", micros(idle));
  }

  private static double micros(long nanos) {
    return nanos / 1e3 / (RATE * SECONDS * ROUNDS);
  }

  private static long cpuOf(Runnable work) {
    long before = cpu();
    work.run();
    return cpu() - before;
  }

  private static void unwatched(String name, MappingCache west, BerthContext east) {
    int count = RATE * SECONDS;
    pace(System.nanoTime(), count, number -> west.publish(association(name, number)));
    await(east, name, count - 1);
  }

  /** At a fixed rate, whatever the other side does. */
  private static void pace(long began, int count, IntConsumer step) {
    for (int i = 0; i < count; i++) {
      long due = began + due(i);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      step.accept(i);
    }
  }

  /** The delays of some of them. */
  private static double[] signUps(String name, MappingCache west, BerthContext east, int seconds) {
    int count = RATE * seconds;
    double[] delays = new double[count / SAMPLED];
    long began = System.nanoTime();
    Thread watcher = new Thread(() -> watch(name, east, began, delays));
    watcher.start();
    pace(began, count, number -> west.publish(association(name, number)));
    try {
      watcher.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return delays;
  }

  private static long due(int number) {
    return TimeUnit.SECONDS.toNanos(1) / RATE * number;
  }

  private static void watch(String name, BerthContext east, long began, double[] delays) {
    for (int k = 0; k < delays.length; k++) {
      await(east, name, k * SAMPLED);
      delays[k] = (System.nanoTime() - began - due(k * SAMPLED)) / 1e6;
    }
  }

  private static void await(BerthContext at, String name, int number) {
    ConsumerId consumer = ConsumerId.of(id(name, number));
    while (!(at.mapping().find(consumer) instanceof Lookup.Found)) {
      LockSupport.parkNanos(100_000);
    }
  }

  private static BerthContext start(String name, int port, int other) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("berth.node", name);
    settings.put("berth.manager", name);
    settings.put("berth.address", "http://" + Setup.HOST + ":" + port);
    settings.put("berth.keys", "development");
    settings.put("berth.cookie.secure", "false");
    settings.put("berth.packet.path", PATH);
    settings.put("berth.sites", "http://" + Setup.HOST + ":" + other + PATH);
    EmbeddedTomcat tomcat = new EmbeddedTomcat(port);
    settings.forEach(tomcat.context()::addParameter);
    tomcat.context().addServletContainerInitializer(new BerthInitializer(), Set.of());
    tomcat.serve(new BytesServlet());
    tomcat.start();
    return BerthContext.of(tomcat.context().getServletContext());
  }

  private static String id(String name, int number) {
    return name + "-" + number + "@example.org";
  }

  private static Association association(String name, int number) {
    Position position = Position.of("store", new LogPoint(1, number));
    return new Association(
        ConsumerId.of(id(name, number)), "west", List.of(), 1, 1, position, Set.of(), false);
  }

  private static long accepted() throws Exception {
    return (Long) attribute("Packets", "Accepted");
  }

  /** What the eastern site's MXBeans say. */
  private static Object attribute(String type, String name) throws Exception {
    ObjectName bean = new ObjectName("io.berth:type=" + type + ",node=east");
    return ManagementFactory.getPlatformMBeanServer().getAttribute(bean, name);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(String name, double figure) {
    System.out.printf(Locale.ROOT, "result %s %.4f%n", name, figure);
  }
}
