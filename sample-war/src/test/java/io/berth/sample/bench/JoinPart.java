package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;

/**
 * How long after the start of its process a node is ready whose cluster has so many mappings: with
 * its JVM, its Tomcat, the mappings and the look at itself.
 */
final class JoinPart implements Part {
  private static final int MOST = 1_000_000;
  private static final double MILLIS = 30_000;
  private static final List<String> JVM = List.of("-Xms1200m", "-Xmx1200m", "-XX:+UseSerialGC");

  @Override
  public String name() {
    return "join";
  }

  @Override
  public void run(Rig rig) throws IOException {
    join(rig, "repl", "0", List.of(1_000, 10_000, 100_000, MOST));
    join(rig, "dist", "2", List.of(MOST));
  }

  private static void join(Rig rig, String mode, String copies, List<Integer> sizes)
      throws IOException {
    String port = Integer.toString(rig.freePorts(4));
    try (Child first = rig.startNode("ClusterNode", JVM, List.of("0", port, copies))) {
      first.await("ready");
      for (int size : sizes) {
        first.ask(Integer.toString(size), "knows");
        String[] said;
        try (Child cold = rig.startNode("ClusterNode", JVM, List.of("1", port, copies))) {
          said = cold.await("ready").split(" ");
        }
        if (Integer.parseInt(said[1]) != size) {
          throw new IOException("ready with " + said[1] + " mappings, not " + size);
        }
        double millis = Double.parseDouble(said[0]);
        rig.findings().add(Budget.atMost("join." + mode + "-" + size, "ms", millis, MILLIS, 1));
      }
    }
  }
}
