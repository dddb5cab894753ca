package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.mapping.Lookup;
import io.berth.model.Association;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Several web applications whose nodes are one cluster, each of them saying which manager it is.
 */
final class ClusterOfSites implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Site> sites = new ArrayList<>();
  private final String name;
  private int firstPort;

  ClusterOfSites(String name) {
    this.name = name;
  }

  Site add(String manager, String node, Map<String, String> more) throws Exception {
    int port = freePort();
    int cluster = freePort();
    firstPort = sites.isEmpty() ? cluster : firstPort;
    Map<String, String> settings = Site.node(manager, port);
    settings.put("berth.node", node);
    settings.put("berth.cluster", "tcp");
    settings.put("berth.cluster.name", name);
    settings.put("berth.cluster.bind-port", Integer.toString(cluster));
    settings.put("berth.cluster.hosts", "127.0.0.1[" + firstPort + "]");
    settings.putAll(more);
    Site site = Site.start(port, new NameServlet(manager), settings);
    sites.add(site);
    return site;
  }

  /** With the port 100 above, which detects lost nodes. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket any = new ServerSocket(0)) {
        int port = any.getLocalPort();
        if (port < 65_000 && isFree(port + 100)) {
          return port;
        }
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket it = new ServerSocket(port)) {
      return it.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Until each node knows of a ready node of each of these managers, and of no other manager. */
  void awaitManagers(String... managers) {
    for (Site each : sites) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                var view = each.berth().cluster().current();
                assertThat(view.managers()).hasSize(managers.length);
                for (String manager : managers) {
                  assertThat(view.readyNodes(manager)).isNotEmpty();
                }
              });
    }
  }

  void everybodyKnows(Association association) {
    sites.get(0).berth().mapping().publish(association);
    for (Site each : sites) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  each.berth()
                      .mapping()
                      .find(association.consumer())
                      .equals(new Lookup.Found(association)));
    }
  }

  @Override
  public void close() throws Exception {
    for (Site site : sites) {
      site.close();
    }
  }
}
