package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.filter.Balancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One cluster of a Tomcat and two WildFlys, each a manager, with one authority. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MixedClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final String LAG_MILLIS = "5000";

  private static final List<ServerProcess> NODES = new ArrayList<>();
  private static final int[] PORTS = new int[3];
  private static final AtomicInteger PEOPLE = new AtomicInteger();
  private static Server authority = new Server();

  private static ServerProcess tomcat() {
    return NODES.get(0);
  }

  private static ServerProcess wildfly() {
    return NODES.get(1);
  }

  private static ServerProcess otherWildfly() {
    return NODES.get(2);
  }

  @BeforeAll
  static void start() throws Exception {
    long began = System.nanoTime();
    authority = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "mixed-");
    int first = freeClusterPorts();
    NODES.add(
        ServerProcess.tomcat("tomcat-1", port(0), folder.resolve("0"), settings(0, "eu", first)));
    NODES.add(
        ServerProcess.wildfly("wildfly-1", port(1), folder.resolve("1"), settings(1, "us", first)));
    NODES.add(
        ServerProcess.wildfly("wildfly-2", port(2), folder.resolve("2"), settings(2, "ap", first)));
    NODES.forEach(ServerProcess::awaitAnswer);
    System.out.printf(
        "a Tomcat and two WildFlys answered after %.1f s%n", (System.nanoTime() - began) / 1e9);
  }

  @AfterAll
  static void stop() throws Exception {
    for (ServerProcess each : NODES) {
      each.close();
    }
    authority.stop();
  }

  private static int port(int number) throws IOException {
    if (PORTS[number] == 0) {
      PORTS[number] = Balancer.freePort();
    }
    return PORTS[number];
  }

  /** A lease that outlives the test: who is gone is noticed by the cluster or not at all. */
  private static Map<String, String> settings(int number, String manager, int first)
      throws IOException {
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    Map<String, String> settings = new HashMap<>();
    settings.put("BERTH_NODE", List.of("tomcat-1", "wildfly-1", "wildfly-2").get(number));
    settings.put("BERTH_MANAGER", manager);
    settings.put("BERTH_ADDRESS", "http://127.0.0.1:" + port(number));
    settings.put("BERTH_KEYS", "it:" + key);
    settings.put("BERTH_COOKIE_SECURE", "false");
    settings.put("BERTH_CLUSTER", "tcp");
    settings.put("BERTH_CLUSTER_NAME", "mixed-" + first);
    settings.put("BERTH_CLUSTER_BIND_PORT", Integer.toString(first + number));
    settings.put(
        "BERTH_CLUSTER_HOSTS",
        "127.0.0.1[%d],127.0.0.1[%d],127.0.0.1[%d]".formatted(first, first + 1, first + 2));
    settings.put("BERTH_CLUSTER_LEASE", "600000");
    settings.put("BERTH_JDBC_URL", shared("authority"));
    settings.put("BERTH_JDBC_USER", "sa");
    settings.put("BERTH_REPLICATION_DELAY", LAG_MILLIS);
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

  /** The first of three; with those 100 above, where the dead are noticed. */
  static int freeClusterPorts() {
    return IntStream.iterate(23_500, port -> port + 3)
        .filter(
            first ->
                IntStream.of(0, 1, 2, 100, 101, 102).allMatch(above -> isFree(first + above)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static void awaitReady(ServerProcess at, List<ServerProcess> all) {
    await("how " + at.node() + " sees the others")
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .untilAsserted(
            () -> {
              List<String> seen = at.nodes();
              assertThat(seen).hasSize(all.size()).allMatch(node -> node.contains("READY"));
              for (ServerProcess each : all) {
                assertThat(seen).anyMatch(node -> node.contains(each.node()));
              }
            });
  }

  /** Somebody whose home is the manager of that server; stock may be late after a start. */
  private static Visitor signUpAt(ServerProcess server, String manager) throws IOException {
    for (int i = 0; i < 20; i++) {
      String name = manager + PEOPLE.incrementAndGet();
      Visitor visitor = new Visitor(server.base());
      Map<String, String> form = Map.of("email", name + "@example.org", "workspace", "Of " + name);
      await()
          .atMost(PATIENCE)
          .pollInterval(OFTEN)
          .until(() -> visitor.post("signup", form).status() == 303);
      if (visitor.get("account.json").body().contains("\"home\":\"" + manager + "\"")) {
        return visitor;
      }
    }
    throw new AssertionError("nobody was placed at " + manager);
  }

  /** The same browser at another address. */
  private static Visitor at(ServerProcess server, Visitor visitor) throws IOException {
    Visitor there = new Visitor(server.base());
    there.cookies().putAll(visitor.cookies());
    return there;
  }

  private static void assertAnswers(
      ServerProcess who, String verdict, ServerProcess asked, Visitor visitor) throws IOException {
    Reply account = at(asked, visitor).get("account.json");
    assertThat(account.status()).as("%s asked: %s", asked.node(), account.body()).isEqualTo(200);
    assertThat(account.body())
        .contains("\"node\":\"" + who.node() + "\"", "\"verdict\":\"" + verdict + "\"");
  }

  private static void awaitOwnAnswer(ServerProcess asked, Visitor visitor) {
    await("the data arrives at " + asked.node())
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .untilAsserted(() -> assertAnswers(asked, "registered", asked, visitor));
  }

  @Test
  @Order(1)
  void whoSignsUpAtOneKindOfServerIsServedByTheOther() throws Exception {
    for (ServerProcess each : NODES) {
      awaitReady(each, NODES);
    }
    Visitor ann = signUpAt(tomcat(), "eu");
    assertAnswers(tomcat(), "registering", wildfly(), ann);
    assertAnswers(tomcat(), "registering", otherWildfly(), ann);
    Visitor bob = signUpAt(wildfly(), "us");
    assertAnswers(wildfly(), "registering", tomcat(), bob);
    assertAnswers(wildfly(), "registering", otherWildfly(), bob);
    long begun = System.nanoTime();
    for (ServerProcess each : NODES) {
      awaitOwnAnswer(each, ann);
      awaitOwnAnswer(each, bob);
    }
    System.out.printf(
        "registering for %s ms or more, released at all three %.1f s after the last look%n",
        LAG_MILLIS, (System.nanoTime() - begun) / 1e9);
  }

  @Test
  @Order(2)
  void whatIsWrittenThroughTheOtherKindIsReadAtOnce() throws Exception {
    Visitor cleo = signUpAt(tomcat(), "eu");
    Visitor there = at(wildfly(), cleo);
    assertThat(there.post("notes", Map.of("body", "one")).status()).isEqualTo(303);
    for (ServerProcess each : NODES) {
      assertThat(at(each, there).get("account.json").body()).contains("\"notes\":1");
    }
  }

  @Test
  @Order(3)
  void aNodeThatIsKilledIsMissedByBothKindsAndItsConsumersAreServed() throws Exception {
    Visitor dora = signUpAt(wildfly(), "us");
    for (ServerProcess each : NODES) {
      awaitOwnAnswer(each, dora);
    }
    long killed = System.nanoTime();
    wildfly().kill();
    List<ServerProcess> left = List.of(tomcat(), otherWildfly());
    for (ServerProcess each : left) {
      awaitReady(each, left);
    }
    System.out.printf("a killed WildFly was missed after %.1f s%n", (System.nanoTime() - killed) / 1e9);
    for (ServerProcess each : left) {
      assertAnswers(each, "registered", each, dora);
      signUpAt(each, each == tomcat() ? "eu" : "ap");
    }
  }
}
