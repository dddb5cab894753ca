package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two WildFlys whose own cache container, set up by {@code cluster.cli}, holds Berth's caches. */
class ServerContainerIT {
  /** In the application's own words: WildFly starts the container for whom refers to it. */
  private static final String REFERENCE =
      "<resource-env-ref><resource-env-ref-name>berth/caches</resource-env-ref-name>"
          + "<resource-env-ref-type>org.infinispan.manager.EmbeddedCacheManager</resource-env-ref-type>"
          + "<lookup-name>java:jboss/infinispan/container/berth</lookup-name></resource-env-ref>";

  private static final String CONTAINER =
      "*:type=CacheManager,name=\"berth\",component=CacheManager";

  private static final ServerCluster CLUSTER = new ServerCluster();

  @BeforeAll
  static void start() throws Exception {
    CLUSTER.open("container");
    Path war = referring();
    int first = ServerCluster.freePorts();
    for (int i = 0; i < 2; i++) {
      List<String> more =
          List.of(
              "-Djgroups.tcp.port=" + (first + i),
              "-Djgroups.tcp-fd.port=" + (first + i + 100),
              "-Dberth.cluster.1.port=" + first,
              "-Dberth.cluster.2.port=" + (first + 1),
              "-Dberth.cluster.3.port=" + (first + 1));
      CLUSTER.add(
          "wildfly-" + i,
          List.of("eu", "us").get(i),
          Map.of("BERTH_CLUSTER", "jndi"),
          (node, port, base, settings) -> {
            ServerProcess.deployed(base, war);
            return ServerProcess.wildfly(
                node, port, base, settings, "standalone-berth-ha.xml", more);
          });
    }
    CLUSTER.nodes().forEach(ServerProcess::awaitAnswer);
  }

  @AfterAll
  static void stop() throws Exception {
    CLUSTER.close();
  }

  /** The sample with one line more in its web.xml. */
  private static Path referring() throws IOException {
    Path war = CLUSTER.folder().resolve("berth-sample.war");
    Files.copy(Path.of(System.getProperty("sample.war")), war);
    try (FileSystem zip = FileSystems.newFileSystem(war)) {
      Path web = zip.getPath("WEB-INF", "web.xml");
      Files.writeString(web, Files.readString(web).replace("</web-app>", REFERENCE + "</web-app>"));
    }
    return war;
  }

  /** At a node that has asked the authority for nothing meanwhile: from the container. */
  private static String askedFromTheCache(ServerProcess node, Visitor visitor) throws Exception {
    String mapping = "io.berth:type=Mapping,node=" + node.node();
    Object loads = node.read(mapping, "Loads");
    long hits = (Long) node.read(mapping, "Hits");
    Reply account = ServerCluster.at(node, visitor).get("account.json");
    assertThat(account.status()).as(account.body()).isEqualTo(200);
    assertThat(node.read(mapping, "Loads")).isEqualTo(loads);
    assertThat((Long) node.read(mapping, "Hits")).isGreaterThan(hits);
    return account.body();
  }

  @Test
  void theMappingGoesThroughTheServersContainerAlsoAfterARedeployment() throws Exception {
    List<ServerProcess> nodes = CLUSTER.nodes();
    ServerCluster.awaitReady(nodes);
    for (ServerProcess each : nodes) {
      assertThat((String) each.read(CONTAINER, "definedCacheNames"))
          .contains("berth-mapping", "berth-sessions", "berth-cluster");
    }
    Visitor ann = ServerCluster.signUp(nodes.get(0), "ann");
    String home = home(ann.get("account.json").body());
    for (ServerProcess each : nodes) {
      assertThat(askedFromTheCache(each, ann)).contains(home);
    }
    redeploy(nodes.get(1));
    ServerCluster.awaitReady(nodes);
    assertThat(askedFromTheCache(nodes.get(1), ann)).contains(home);
    Visitor bob = ServerCluster.signUp(nodes.get(1), "bob");
    assertThat(askedFromTheCache(nodes.get(0), bob)).contains(home(bob.get("account.json").body()));
  }

  private static String home(String account) {
    return account.replaceAll("(?s).*(\"home\":\"[a-z]+\").*", "$1");
  }

  /** As an administrator would: the old application ends, and takes its caches along. */
  private static void redeploy(ServerProcess node) throws IOException {
    Path log = CLUSTER.folder().resolve(node.node() + ".log");
    Files.createFile(
        CLUSTER.folder().resolve(node.node() + "/deployments/berth-sample.war.dodeploy"));
    await("deployed anew; see " + log)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(ServerCluster.OFTEN)
        .until(() -> Files.readString(log).contains("WFLYSRV0016: Replaced deployment"));
    node.awaitAnswer();
  }
}
