package io.berth.sample.bench.node;

import io.berth.filter.BerthContext;
import io.berth.filter.BerthInitializer;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * One of two nodes of an embedded cluster. Says how long after the start of its process it was
 * ready and how many mappings it had then, and learns as many as it is told to know.
 */
final class ClusterNode {
  private ClusterNode() {}

  /**
   * @param arguments which one, 0 or 1; the first of four ports; {@code berth.mapping.copies}
   */
  public static void main(String[] arguments) {
    int status = 1;
    try {
      run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]);
      status = 0;
    } catch (Exception e) {
      e.printStackTrace(); // to this process's log
    }
    System.exit(status); // the server's threads would go on
  }

  private static void run(int number, int port, String copies) throws Exception {
    BerthContext node = start(number, port, copies);
    while (!state(number).equals("READY")) {
      LockSupport.parkNanos(1_000_000);
    }
    Instant born = ProcessHandle.current().info().startInstant().orElseThrow();
    long millis = Duration.between(born, Instant.now()).toMillis();
    System.out.println("ready " + millis + " " + node.mapping().all().size());
    learn(node);
  }

  /** A line with a number is how many to know; the end of the input is the end. */
  private static void learn(BerthContext node) throws IOException {
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int known = 0;
    for (String line = told.readLine(); line != null; line = told.readLine()) {
      for (int most = Integer.parseInt(line); known < most; known++) {
        node.mapping().learn(association(known));
      }
      System.out.println("knows " + known);
    }
  }

  private static Association association(int number) {
    Resource resource =
        new Resource("workspace", "ws-" + number, "rm-0", "", 1, Availability.BOUND);
    return new Association(
        ConsumerId.of("consumer-" + number + "@example.org"),
        "rm-0",
        List.of(resource),
        1,
        1,
        Position.of("store", new LogPoint(1, number)),
        Set.of(),
        false);
  }

  private static BerthContext start(int number, int port, String copies) throws Exception {
    int door = port + 2 + number;
    Map<String, String> settings = new HashMap<>();
    settings.put("berth.node", "node-" + number);
    settings.put("berth.manager", "rm-" + number);
    settings.put("berth.address", "http://" + Setup.HOST + ":" + door);
    settings.put("berth.keys", "development");
    settings.put("berth.cookie.secure", "false");
    settings.put("berth.cluster", "tcp");
    settings.put("berth.cluster.name", "bench-" + port);
    settings.put("berth.cluster.bind-port", Integer.toString(port + number));
    settings.put("berth.cluster.hosts", "127.0.0.1[" + port + "],127.0.0.1[" + (port + 1) + "]");
    settings.put("berth.mapping.copies", copies);
    EmbeddedTomcat tomcat = new EmbeddedTomcat(door);
    settings.forEach(tomcat.context()::addParameter);
    tomcat.context().addServletContainerInitializer(new BerthInitializer(), Set.of());
    tomcat.serve(new BytesServlet());
    tomcat.start();
    return BerthContext.of(tomcat.context().getServletContext());
  }

  private static Object state(int number) throws JMException {
    ObjectName bean = new ObjectName("io.berth:type=Node,node=node-" + number);
    return ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "State");
  }
}
