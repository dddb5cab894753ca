package io.berth.sample.demo;

import java.net.URI;

/**
 * One of the three nodes, each with a manager and a store of its own.
 *
 * @param name for example {@code n-a}
 * @param manager for example {@code rm-a}
 * @param port of HTTP
 * @param clusterPort of JGroups; the one 100 above it is used too
 */
record DemoNode(String name, String manager, int port, int clusterPort) {
  static DemoNode of(int index, int basePort) {
    char letter = (char) ('a' + index);
    return new DemoNode("n-" + letter, "rm-" + letter, basePort + index, basePort + 100 + index);
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  URI at(String path) {
    return URI.create(address() + path);
  }
}
