package io.berth.model;

import java.net.URI;

/**
 * One running web application with an address. It belongs to one manager; the nodes of a manager
 * share its store.
 *
 * @param name unique in the cluster
 * @param manager the manager it belongs to
 * @param address {@code http} or {@code https}, host and port as other nodes reach it; no path, no
 *     user, no query
 * @param state what the node says of itself
 */
public record Node(String name, String manager, URI address, NodeState state) {
  public Node {
    Names.check("node", name);
    Names.check("manager", manager);
    checkAddress(name, address);
  }

  private static void checkAddress(String name, URI address) {
    boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    boolean bare =
        address.getRawUserInfo() == null
            && address.getRawQuery() == null
            && address.getRawFragment() == null
            && (address.getRawPath() == null || address.getRawPath().isEmpty());
    if (!web || !bare || address.getHost() == null || address.getPort() < 1) {
      throw new IllegalArgumentException(
          "address of node "
              + name
              + " must be http(s)://host:port and nothing else, got '"
              + address
              + "'");
    }
  }
}
