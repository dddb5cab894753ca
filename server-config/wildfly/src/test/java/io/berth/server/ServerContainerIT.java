package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.filter.Balancer;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two WildFlys whose own cache container, set up by {@code cluster.cli}, holds Berth's caches. */
class ServerContainerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration OFTEN = Duration.ofMillis(200);

  /** In the application's own words: WildFly starts the container for whom refers to it. */
  private static final String REFERENCE =
      "<resource-env-ref><resource-env-ref-name>berth/caches</resource-env-ref-name>"
          + "<resource-env-ref-type>org.infinispan.manager.EmbeddedCacheManager</resource-env-ref-type>"
          + "<lookup-name>java:jboss/infinispan/container/berth</lookup-name></resource-env-ref>";

  private static final String CONTAINER =
      "*:type=CacheManager,name=\"berth\",component=CacheManager";

  private static final List<ServerProcess> NODES = new ArrayList<>();
  private static final int[] PORTS = new int[2];
  private static Path folder = Path.of("target");
  private static Server authority = new Server();

  @BeforeAll
  static void start() throws Exception {
    authority = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "container-");
    Path war = referring();
    int first = MixedClusterIT.freeClusterPorts();
    int second = first + 1;
    for (int i = 0; i < 2; i++) {
      PORTS[i] = Balancer.freePort();
      NODES.add(
          ServerProcess.wildfly(
              "wildfly-" + i,
              PORTS[i],
              folder.resolve("" + i),
              settings(i),
              "standalone-berth-ha.xml",
              war,
              List.of(
                  "-Djgroups.tcp.port=" + (first + i),
                  "-Djgroups.tcp-fd.port=" + (first + i + 100),
                  "-Dberth.cluster.1.port=" + first,
                  "-Dberth.cluster.2.port=" + second,
                  "-Dberth.cluster.3.port=" + second)));
    }
    NODES.forEach(ServerProcess::awaitAnswer);
  }

  @AfterAll
  static void stop() throws Exception {
    for (ServerProcess each : NODES) {
      each.close();
    }
    authority.stop();
  }

  /** The sample with one line more in its web.xml. */
  private static Path referring() throws IOException {
    Path war = folder.resolve("berth-sample.war");
    Files.copy(Path.of(System.getProperty("sample.war")), war);
    try (FileSystem zip = FileSystems.newFileSystem(war)) {
      Path web = zip.getPath("WEB-INF", "web.xml");
      Files.writeString(web, Files.readString(web).replace("</web-app>", REFERENCE + "</web-app>"));
    }
    return war;
  }

  private static Map<String, String> settings(int number) {
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    Map<String, String> settings = new HashMap<>();
    settings.put("BERTH_NODE", "wildfly-" + number);
    settings.put("BERTH_MANAGER", List.of("eu", "us").get(number));
    settings.put("BERTH_ADDRESS", "http://127.0.0.1:" + PORTS[number]);
    settings.put("BERTH_KEYS", "it:" + key);
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_CLUSTER", "jndi");
    settings.put("BERTH_JDBC_URL", shared("authority"));
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_REPLICATION_DELAY", "5000");
    settings.put("SAMPLE_NAMES_URL", shared("names"));
    settings.put("SAMPLE_LOGIN_KEYS", key);
    return settings;
  }

  private static String shared(String database) {
    return "jdbc:h2:tcp://127.0.0.1:"
        + authority.getPort()
        + "/mem:"
        + database
        + ";DB_CLOSE_DELAY=-1";
  }

  private static void awaitBothReady() {
    for (ServerProcess each : NODES) {
      await("how " + each.node() + " sees the other one")
          .atMost(PATIENCE)
          .pollInterval(OFTEN)
          .untilAsserted(
              () ->
                  assertThat(each.nodes())
                      .hasSize(2)
                      .allMatch(node -> node.contains("READY"))
                      .anyMatch(node -> node.contains("wildfly-0"))
                      .anyMatch(node -> node.contains("wildfly-1")));
    }
  }

  /** Somebody new; stock may be late after a start. */
  private static Visitor signUp(ServerProcess at, String name) throws IOException {
    Visitor visitor = new Visitor(at.base());
    Map<String, String> form = Map.of("email", name + "@example.org", "workspace", "Of " + name);
    await()
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(() -> visitor.post("signup", form).status() == 303);
    return visitor;
  }

  /** At a node that has asked the authority for nothing meanwhile: from the container. */
  private static String askedFromTheCache(ServerProcess node, Visitor visitor) throws Exception {
    String mapping = "io.berth:type=Mapping,node=" + node.node();
    Object loads = node.read(mapping, "Loads");
    long hits = (Long) node.read(mapping, "Hits");
    Visitor there = new Visitor(node.base());
    there.cookies().putAll(visitor.cookies());
    Reply account = there.get("account.json");
    assertThat(account.status()).as(account.body()).isEqualTo(200);
    assertThat(node.read(mapping, "Loads")).isEqualTo(loads);
    assertThat((Long) node.read(mapping, "Hits")).isGreaterThan(hits);
    return account.body();
  }

  @Test
  void theMappingGoesThroughTheServersContainerAlsoAfterARedeployment() throws Exception {
    awaitBothReady();
    for (ServerProcess each : NODES) {
      assertThat((String) each.read(CONTAINER, "definedCacheNames"))
          .contains("berth-mapping", "berth-sessions", "berth-cluster");
    }
    Visitor ann = signUp(NODES.get(0), "ann");
    String home = home(ann.get("account.json").body());
    for (ServerProcess each : NODES) {
      assertThat(askedFromTheCache(each, ann)).contains(home);
    }
    redeploy(1);
    awaitBothReady();
    assertThat(askedFromTheCache(NODES.get(1), ann)).contains(home);
    Visitor bob = signUp(NODES.get(1), "bob");
    assertThat(askedFromTheCache(NODES.get(0), bob)).contains(home(bob.get("account.json").body()));
  }

  private static String home(String account) {
    return account.replaceAll("(?s).*(\"home\":\"[a-z]+\").*", "$1");
  }

  /** As an administrator would: the old application ends, and takes its caches along. */
  private static void redeploy(int number) throws IOException {
    Path marker = folder.resolve(number + "/deployments/berth-sample.war.dodeploy");
    Path log = folder.resolve("wildfly-" + number + ".log");
    Files.createFile(marker);
    await("deployed anew; see " + log)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(OFTEN)
        .until(() -> Files.readString(log).contains("WFLYSRV0016: Replaced deployment"));
    NODES.get(number).awaitAnswer();
  }
}
