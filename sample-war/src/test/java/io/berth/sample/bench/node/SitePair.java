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
import javax.management.ObjectName;

/**
 * Two sites in one process, joined by packets over HTTP alone: how long a cold one takes to know
 * what the other one knows, and what a thousand sign-ups a second come to.
 */
final class SitePair {
  private static final int RATE = 1_000;
  private static final int SECONDS = 10;
  private static final int WARM_SECONDS = 5;
  private static final int SAMPLED = 10;
  private static final String PATH = "/packet";

  private SitePair() {}

  /**
   * @param arguments how many mappings the cold site has to learn; the first of two ports
   */
  public static void main(String[] arguments) {
    int status = 1;
    try {
      run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
      System.out.println("result end");
      status = 0;
    } catch (Exception e) {
      e.printStackTrace(); // to this process's log
    }
    System.exit(status); // the servers' threads would go on
  }

  private static void run(int known, int port) throws Exception {
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
    measure(west.mapping(), east);
  }

  private static void measure(MappingCache west, BerthContext east) throws Exception {
    long packets = accepted();
    long cpu = cpu();
    double[] delays = signUps("new", west, east, SECONDS);
    Arrays.sort(delays);
    print("packets.per-second", (accepted() - packets) / (double) SECONDS);
    print("cpu.micros-per-sign-up", (cpu() - cpu) / 1e3 / (RATE * SECONDS));
    print("delay.p50.millis", delays[delays.length / 2]);
    print("delay.p99.millis", delays[delays.length * 99 / 100]);
  }

  /** At a fixed rate, whatever the other side does; the delays of some of them. */
  private static double[] signUps(String name, MappingCache west, BerthContext east, int seconds) {
    int count = RATE * seconds;
    double[] delays = new double[count / SAMPLED];
    long began = System.nanoTime();
    Thread watcher = new Thread(() -> watch(name, east, began, delays));
    watcher.start();
    for (int i = 0; i < count; i++) {
      long due = began + due(i);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      west.publish(association(name, i));
    }
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
