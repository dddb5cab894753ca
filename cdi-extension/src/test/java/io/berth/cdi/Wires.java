package io.berth.cdi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network on this machine: two switches joined by a cable that can be pulled, a third one with
 * the table, whose plugs can be pulled, and a fourth one aside, over which every node can be asked
 * whatever happens. Each node is a network namespace of its own. Whoever lays it must be root of a
 * user namespace.
 */
final class Wires {
  /** Where the table is. */
  static final String TABLE = "10.79.0.254";

  private static final String CABLE = "cable";

  private Wires() {}

  static Wires lay() throws IOException, InterruptedException {
    ip("link set lo up");
    for (String each : List.of("left", "right", "table", "aside")) {
      ip("link add " + each + " type bridge");
      ip("link set " + each + " up");
    }
    ip("addr add " + TABLE + "/24 dev table");
    ip("addr add 10.78.0.254/24 dev aside");
    ip("link add " + CABLE + " type veth peer name plug");
    ip("link set " + CABLE + " master left up");
    ip("link set plug master right up");
    return new Wires();
  }

  /** Where the other nodes reach this one. */
  static String address(int node) {
    return "10.77.0." + (node + 1);
  }

  /** Where it can be asked although the cable is pulled. */
  static String aside(int node) {
    return "10.78.0." + (node + 1);
  }

  /**
   * For a shell: gives the namespace its addresses when it is told to go on, and becomes a node.
   */
  static List<String> namespace(int node, List<String> command) {
    List<String> shell = new ArrayList<>(List.of("unshare", "-n", "sh", "-c"));
    shell.add(
        "echo here; read go; ip link set lo up; for each in data:%s table:%s aside:%s; do ip"
                .formatted(address(node), "10.79.0." + (node + 1), aside(node))
            + " addr add ${each#*:}/24 dev ${each%:*}; ip link set ${each%:*} up; done; exec \"$@\"");
    shell.add("node");
    shell.addAll(command);
    return shell;
  }

  /**
   * Plugs the namespace of this process into a switch, the one with the table and the one aside.
   */
  void plug(long process, int node, String into) throws IOException, InterruptedException {
    for (String[] wire : new String[][] {{"data", into}, {"table", "table"}, {"aside", "aside"}}) {
      String here = wire[0] + "-" + node;
      ip("link add " + here + " type veth peer name " + wire[0] + " netns " + process);
      ip("link set " + here + " master " + wire[1] + " up");
    }
  }

  void pull() throws IOException, InterruptedException {
    ip("link set " + CABLE + " down");
  }

  void mend() throws IOException, InterruptedException {
    ip("link set " + CABLE + " up");
  }

  /** The node reaches the table, or does not. */
  void table(int node, boolean plugged) throws IOException, InterruptedException {
    ip("link set table-" + node + (plugged ? " up" : " down"));
  }

  private static void ip(String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/sbin/ip"));
    command.addAll(List.of(words.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("ip " + words + ": " + said);
    }
  }
}
