package io.berth.server;

import static io.berth.server.ServerCluster.LAG_MILLIS;
import static io.berth.server.ServerCluster.OFTEN;
import static io.berth.server.ServerCluster.PATIENCE;
import static io.berth.server.ServerCluster.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One cluster of a Tomcat and two WildFlys. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MixedClusterIT {
  private static final ServerCluster CLUSTER = new ServerCluster();
  private static final AtomicInteger PEOPLE = new AtomicInteger();

  /** Whose data is at all three. */
  private static final List<Visitor> REGISTERED = new ArrayList<>();

  private static ServerProcess tomcat() {
    return CLUSTER.nodes().get(0);
  }

  private static ServerProcess wildfly() {
    return CLUSTER.nodes().get(1);
  }

  private static ServerProcess otherWildfly() {
    return CLUSTER.nodes().get(2);
  }

  @BeforeAll
  static void start() throws Exception {
    long began = System.nanoTime();
    CLUSTER.open("mixed");
    int first = ServerCluster.freePorts();
    CLUSTER.add("tomcat-1", "eu", clustering(first, 0), ServerProcess::tomcat);
    CLUSTER.add("wildfly-1", "us", clustering(first, 1), ServerProcess::wildfly);
    CLUSTER.add("wildfly-2", "ap", clustering(first, 2), ServerProcess::wildfly);
    CLUSTER.nodes().forEach(ServerProcess::awaitAnswer);
    System.out.printf(
        "a Tomcat and two WildFlys answered after %.1f s%n", (System.nanoTime() - began) / 1e9);
  }

  @AfterAll
  static void stop() throws Exception {
    CLUSTER.close();
  }

  /** A lease that outlives the test: who is gone is noticed by the cluster or not at all. */
  private static Map<String, String> clustering(int first, int number) {
    return Map.of(
        "BERTH_CLUSTER",
        "tcp",
        "BERTH_CLUSTER_NAME",
        "mixed-" + first,
        "BERTH_CLUSTER_BIND_PORT",
        Integer.toString(first + number),
        "BERTH_CLUSTER_HOSTS",
        "127.0.0.1[%d],127.0.0.1[%d],127.0.0.1[%d]".formatted(first, first + 1, first + 2),
        "BERTH_CLUSTER_LEASE",
        "600000");
  }

  /** Somebody whose home is the manager of that server. */
  private static Visitor signUpAt(ServerProcess server, String manager) throws IOException {
    for (int i = 0; i < 20; i++) {
      Visitor visitor = ServerCluster.signUp(server, manager + PEOPLE.incrementAndGet());
      if (visitor.get("account.json").body().contains("\"home\":\"" + manager + "\"")) {
        return visitor;
      }
    }
    throw new AssertionError("nobody was placed at " + manager);
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
    ServerCluster.awaitReady(CLUSTER.nodes());
    Visitor ann = signUpAt(tomcat(), "eu");
    assertAnswers(tomcat(), "registering", wildfly(), ann);
    assertAnswers(tomcat(), "registering", otherWildfly(), ann);
    Visitor bob = signUpAt(wildfly(), "us");
    assertAnswers(wildfly(), "registering", tomcat(), bob);
    assertAnswers(wildfly(), "registering", otherWildfly(), bob);
    long begun = System.nanoTime();
    for (ServerProcess each : CLUSTER.nodes()) {
      awaitOwnAnswer(each, ann);
      awaitOwnAnswer(each, bob);
    }
    REGISTERED.addAll(List.of(ann, bob));
    System.out.printf(
        "registering for %s ms or more, released at all three %.1f s after the last look%n",
        LAG_MILLIS, (System.nanoTime() - begun) / 1e9);
  }

  /** Of those whom any node may answer from what it has: which is old now. */
  @Test
  @Order(2)
  void whatIsWrittenThroughTheOtherKindIsReadAtOnce() throws Exception {
    List<ServerProcess> others = List.of(wildfly(), tomcat());
    for (int i = 0; i < others.size(); i++) {
      Visitor there = at(others.get(i), REGISTERED.get(i));
      assertThat(there.post("notes", Map.of("body", "one")).status()).isEqualTo(303);
      for (ServerProcess each : CLUSTER.nodes()) {
        assertThat(at(each, there).get("account.json").body())
            .as("at %s", each.node())
            .contains("\"notes\":1");
      }
    }
  }

  @Test
  @Order(3)
  void aNodeThatIsKilledIsMissedByBothKindsAndItsConsumersAreServed() throws Exception {
    Visitor dora = signUpAt(wildfly(), "us");
    for (ServerProcess each : CLUSTER.nodes()) {
      awaitOwnAnswer(each, dora);
    }
    long killed = System.nanoTime();
    wildfly().kill();
    List<ServerProcess> left = List.of(tomcat(), otherWildfly());
    ServerCluster.awaitReady(left);
    System.out.printf(
        "a killed WildFly was missed after %.1f s%n", (System.nanoTime() - killed) / 1e9);
    for (ServerProcess each : left) {
      assertAnswers(each, "registered", each, dora);
      signUpAt(each, each == tomcat() ? "eu" : "ap");
    }
    REGISTERED.add(dora);
  }

  @Test
  @Order(4)
  void theLastOneOfTwoGoesOnServingAndSigningUp() throws Exception {
    Visitor dora = REGISTERED.get(REGISTERED.size() - 1);
    otherWildfly().kill();
    ServerCluster.awaitReady(List.of(tomcat()));
    assertAnswers(tomcat(), "registered", tomcat(), dora);
    signUpAt(tomcat(), "eu");
  }

  /** Weld counts requests on each thread; one that was forwarded must not stay. */
  @Test
  @Order(5)
  void nothingOfWhatWasForwardedHasStayedOnItsThread() throws Exception {
    for (ServerProcess each : CLUSTER.nodes()) {
      assertThat(Files.readString(CLUSTER.folder().resolve(each.node() + ".log")))
          .as(each.node())
          .doesNotContain("WELD-0007");
    }
  }
}
