package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two stock Tomcats, a 10.1 and an 11, with Tomcat's own examples, which know nothing of Berth: put
 * in by the steps of the installation page. Somebody whose home is the other node comes to this
 * one; and somebody looks after the nodes with the tools there are.
 */
class TomcatExamplesIT {
  private static final int TEN = 25_280;
  private static final int ELEVEN = 25_281;
  private static final int JMX = 25_289;
  private static final int METRICS = 25_290;

  private static TomcatNode ten;
  private static TomcatNode eleven;

  private final Examples examples = new Examples();
  private final HttpClient browser =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() throws Exception {
    String agent =
        "-javaagent:"
            + System.getProperty("jmx-exporter")
            + "=127.0.0.1:"
            + METRICS
            + ":"
            + Path.of("../prometheus/jmx-exporter.yml").toAbsolutePath().normalize();
    eleven =
        TomcatNode.start(
            Path.of(System.getProperty("tomcat11.home")),
            "eleven",
            ELEVEN,
            Examples.APP,
            Map.of(
                "BERTH_MANAGER",
                "eu",
                "BERTH_MEMBERS",
                "us/ten=http://127.0.0.1:" + TEN,
                "BERTH_JMX_PORT",
                Integer.toString(JMX),
                "BERTH_DRAIN_NOTICE",
                "500",
                "CATALINA_OPTS",
                agent));
    ten =
        TomcatNode.start(
            Path.of(System.getProperty("tomcat10.home")),
            "ten",
            TEN,
            Examples.APP,
            Map.of(
                "BERTH_MANAGER", "us",
                "BERTH_MEMBERS", "eu/eleven=http://127.0.0.1:" + ELEVEN,
                "BERTH_DRAIN_NOTICE", "500"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    for (TomcatNode node : new TomcatNode[] {eleven, ten}) {
      if (node != null) {
        node.close();
      }
    }
  }

  @Test
  void itsPagesAndSessionsWorkThroughTheWrongNodeWhicheverThatIs() throws Exception {
    examples.pagesAndSessionsWork(ten.url(""), eleven.url(""), "eu");
    examples.pagesAndSessionsWork(eleven.url(""), ten.url(""), "us");
  }

  @Test
  void itsAsynchronousSamplesWorkThroughTheWrongNode() throws Exception {
    examples.asynchronousSamplesWork(ten.url(""), "eu");
  }

  @Test
  void itsWebSocketsWorkThroughTheWrongNode() throws Exception {
    examples.webSocketsWork(ten.url(""), "eu");
  }

  @SuppressWarnings("BanJNDI") // the test's own server
  private static JMXConnector jmx(String user) throws Exception {
    JMXServiceURL url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + JMX + "/jmxrmi");
    Map<String, ?> credentials =
        user.isEmpty()
            ? Map.of()
            : Map.of(JMXConnector.CREDENTIALS, new String[] {user, user + "-of-the-test"});
    return JMXConnectorFactory.connect(url, credentials);
  }

  private static ObjectName bean(String type) throws Exception {
    return new ObjectName("io.berth:type=" + type + ",node=eleven");
  }

  /** Would run something where it is read. */
  private static final class Canary implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void readersReadOperatorsOperateAndNobodyElseGetsIn() throws Exception {
    assertThatThrownBy(() -> jmx("").close()).isInstanceOf(SecurityException.class);
    try (JMXConnector connector = jmx("reader")) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      assertThat(server.getAttribute(bean("Node"), "State")).isEqualTo("READY");
      for (String operation : new String[] {"drain", "resume"}) {
        assertThatThrownBy(() -> server.invoke(bean("NodeControl"), operation, null, null))
            .isInstanceOf(SecurityException.class);
      }
    }
    try (JMXConnector connector = jmx("operator")) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      Object[] consumer = {"nobody@example.org"};
      String[] text = {String.class.getName()};
      server.invoke(bean("NodeControl"), "evict", consumer, text);
      assertThat(server.invoke(bean("Router"), "explain", consumer, text)).isNotNull();
      assertThatThrownBy(
              () -> server.invoke(bean("NodeControl"), "evict", new Object[] {new Canary()}, text))
          .isNotNull();
      assertThatThrownBy(
              () -> server.createMBean("javax.management.loading.MLet", new ObjectName("a:b=c")))
          .isInstanceOf(SecurityException.class);
    }
    assertThat(eleven.log()).contains("NodeControl,node=eleven by operator: evict(n***(18)) done");
  }

  @Test
  void tomcatsOwnProxyShowsTheBeans() throws Exception {
    String login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString("deployer:deployer".getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(eleven.url("/manager/jmxproxy?qry=io.berth:*")))
            .header("Authorization", login)
            .build();
    HttpResponse<String> beans = browser.send(request, BodyHandlers.ofString());
    assertThat(beans.statusCode()).isEqualTo(200);
    assertThat(beans.body()).contains("io.berth:type=Node,node=eleven", "State: READY");
  }

  @Test
  void theExporterShowsNumbersOfEveryKindThatThisNodeHas() throws Exception {
    examples.pageWorks(eleven.url(""), "us");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + METRICS + "/metrics")).build();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              String metrics = browser.send(request, BodyHandlers.ofString()).body();
              for (String name :
                  List.of(
                      "berth_requests_total{",
                      "berth_under_way{",
                      "berth_drained{",
                      "berth_backend_up{",
                      "berth_backend_connections{",
                      "berth_backend_waiting{",
                      "berth_backend_forwards_total{",
                      "berth_backend_first_byte_median_seconds{",
                      "berth_backend_first_byte_p99_seconds{")) {
                assertThat(metrics).contains(name);
              }
            });
  }
}
