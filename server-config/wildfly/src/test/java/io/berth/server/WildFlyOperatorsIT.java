package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A WildFly whose configuration is what {@code apply.sh} makes of the one it came with, twice, and
 * an authority on PostgreSQL; somebody looks after it with the tools there are.
 */
class WildFlyOperatorsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TIMES = Integer.getInteger("redeploy.times", 3);

  private static Operated operated;

  @BeforeAll
  static void start() throws Exception {
    operated = Operated.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (operated != null) {
      operated.close();
    }
  }

  @Test
  void whatIsAppliedTwiceIsAppliedOnceAndTheServerStartsWithIt() throws Exception {
    assertThat(operated.twice()).isEqualTo(operated.once()).contains("ascii-cookies", "rbac");
    assertThat(operated.cli("/core-service=management:read-boot-errors"))
        .contains("\"result\" => []");
  }

  @Test
  void theAuthorityIsBehindTheDataSources() throws Exception {
    for (String name : new String[] {"berth", "berth-jta"}) {
      assertThat(
              operated.cli(
                  "/subsystem=datasources/data-source=" + name + ":test-connection-in-pool"))
          .contains("\"result\" => [true]");
    }
    signedUp("berth-sample", "ada");
    try (Connection connection = operated.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM berth_association WHERE consumer LIKE 'ada@%'")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
  }

  private static ObjectName bean(String type) throws Exception {
    return new ObjectName("io.berth:type=" + type + ",node=operated");
  }

  @Test
  void readersReadOperatorsOperateAndNobodyElseGetsIn() throws Exception {
    assertThatThrownBy(() -> operated.jmx("reader", "wrong").close()).isNotNull();
    Object[] consumer = {"nobody@example.org"};
    String[] text = {String.class.getName()};
    try (JMXConnector connector = operated.jmx("reader", "reader-of-the-test")) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      assertThat(server.getAttribute(bean("Node"), "State")).isEqualTo("READY");
      assertThat(server.getAttribute(bean("Tokens"), "KeysLastUsed")).isNotNull();
      assertThatThrownBy(() -> server.invoke(bean("NodeControl"), "drain", null, null))
          .hasMessageContaining("WFLYJMX0037");
      assertThatThrownBy(() -> server.invoke(bean("NodeControl"), "evict", consumer, text))
          .hasMessageContaining("WFLYJMX0037");
      assertThat(server.getAttribute(bean("Node"), "State")).isEqualTo("READY");
    }
    try (JMXConnector connector = operated.jmx("operator", "operator-of-the-test")) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      server.invoke(bean("NodeControl"), "evict", consumer, text);
      assertThat(server.invoke(bean("Router"), "explain", consumer, text)).isNotNull();
    }
    assertThat(operated.read("log/berth-audit.log"))
        .containsOnlyOnce("NodeControl,node=operated by operator: evict(n***(18)) done")
        .doesNotContain("drain");
    assertThat(operated.read("data/audit-log.log")).contains("\"operator\"", "evict");
  }

  @Test
  void theCommandLineKnowsTheSameRoles() throws Exception {
    assertThat(operated.cliAs("reader", ":read-attribute(name=server-state)")).contains("running");
    assertThat(operated.cliAs("reader", ":suspend")).contains("WFLYCTL0313");
    assertThat(operated.cliAs("operator", ":suspend")).contains("success");
    await().atMost(PATIENCE).until(() -> status("berth/ready") != 200);
    operated.cliAs("operator", ":resume");
    await().atMost(PATIENCE).until(() -> status("berth/ready") == 200);
  }

  private static int status(String path) throws Exception {
    return new Visitor(operated.node().base()).get(path).status();
  }

  private static Visitor signedUp(String application, String name) throws Exception {
    Visitor visitor =
        new Visitor(operated.node().base().toURI().resolve("/" + application + "/").toURL());
    Map<String, String> form = Map.of("email", name + "@example.org", "workspace", "Of " + name);
    await().atMost(PATIENCE).until(() -> visitor.post("signup", form).status() == 303);
    return visitor;
  }

  private static int beans(MBeanServerConnection server, String node) throws Exception {
    return server.queryNames(new ObjectName("io.berth:*,node=" + node), null).size();
  }

  /** The sample once more, as a node and manager of its own. */
  private static void deploy(String name) throws Exception {
    String url = "jdbc:h2:mem:" + name + "-%s;DB_CLOSE_DELAY=-1";
    operated.deploy(
        name,
        Map.of(
            "berth.node", name,
            "berth.manager", "rm-" + name,
            "berth.address", operated.node().base().toString().replaceFirst("/berth-sample/", ""),
            "berth.jdbc.url", url.formatted("authority"),
            "sample.store.url", url.formatted("store")));
  }

  /** The same person, the same name of a workspace: somebody else there. */
  @Test
  void anotherApplicationKnowsNeitherConsumersNorNodesOfThisOneAndEndsAlone() throws Exception {
    Visitor here = signedUp("berth-sample", "eve");
    deploy("second");
    Visitor there = signedUp("second", "eve");
    assertThat(there.get("account.json").body()).contains("\"home\":\"rm-second\"");
    assertThat(here.get("account.json").body()).contains("\"home\":\"eu\"");
    try (JMXConnector connector = operated.jmx("reader", "reader-of-the-test")) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      for (String node : new String[] {"operated", "second"}) {
        ObjectName name = new ObjectName("io.berth:type=Node,node=" + node);
        assertThat((String[]) server.getAttribute(name, "Nodes"))
            .singleElement()
            .asString()
            .contains(node);
      }
      int ofThisOne = beans(server, "operated");
      assertThat(beans(server, "second")).isPositive();
      operated.undeploy("second");
      assertThat(beans(server, "second")).isZero();
      assertThat(beans(server, "operated")).isEqualTo(ofThisOne);
    }
    assertThat(here.get("account.json").body()).contains("\"home\":\"eu\"");
  }

  /** Three times in a build; {@code -Prolling} makes it fifty. */
  @Test
  void noThreadDriverLoaderOrBeanOfAnApplicationOutlivesIt() throws Exception {
    deploy("again");
    redeploy(); // what a server starts once is not ours
    redeploy();
    Leftovers before = Leftovers.of(operated.node());
    for (int i = 0; i < TIMES; i++) {
      redeploy();
    }
    Leftovers after = Leftovers.of(operated.node());
    System.out.printf("%d redeployments on WildFly: %s before, %s after%n", TIMES, before, after);
    assertThat(after.threads()).isEqualTo(before.threads()).isPositive();
    // one may still be held by something that is about to go
    assertThat(after.loaders()).isLessThanOrEqualTo(before.loaders() + 1).isPositive();
    assertThat(after.drivers()).isLessThanOrEqualTo(before.drivers() + 1).isPositive();
    operated.undeploy("again");
    try (JMXConnector connector = operated.jmx("reader", "reader-of-the-test")) {
      assertThat(beans(connector.getMBeanServerConnection(), "again")).isZero();
    }
  }

  private static void redeploy() throws Exception {
    assertThat(operated.cli("/deployment=again.war:redeploy")).contains("success");
    operated.node().awaitAnswer("again/node.json");
  }

  @Test
  void decisionsAreWrittenWhileSomebodyAsksForThem() throws Exception {
    Path file = operated.file("log/berth-decision.log");
    level("DEBUG");
    status("node.json");
    await().atMost(PATIENCE).until(() -> Files.readString(file).contains("GET of nobody"));
    level("INFO");
    long size = Files.size(file);
    status("node.json");
    assertThat(Files.size(file)).isEqualTo(size);
  }

  private static void level(String level) throws Exception {
    operated.cli(
        "/subsystem=logging/logger=io.berth.decision:write-attribute(name=level, value="
            + level
            + ")");
  }
}
