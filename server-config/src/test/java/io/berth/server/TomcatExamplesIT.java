package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.identifier.KeyRing;
import io.berth.identifier.Sealer;
import io.berth.identifier.TokenIssuer;
import io.berth.identifier.TokenSettings;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.settings.Settings;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
  private static final String APP = "examples";

  private static TomcatNode ten;
  private static TomcatNode eleven;

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
            APP,
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
            APP,
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

  /** Somebody whose home is that manager. */
  private static String cookie(String home) {
    Settings settings = Settings.of(Map.of("berth.keys", KeyRing.DEVELOPMENT));
    Sealer sealer = new Sealer(KeyRing.parse(KeyRing.DEVELOPMENT), new SecureRandom());
    Association association =
        new Association(
            ConsumerId.of("somebody@" + home),
            home,
            List.of(),
            1,
            1,
            Position.UNKNOWN,
            Set.of(),
            false);
    return "berth="
        + new TokenIssuer(TokenSettings.read(settings), sealer, Clock.systemUTC())
            .token(association);
  }

  private HttpResponse<String> get(TomcatNode node, String path, String cookie) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.url("/" + APP + path)))
            .timeout(Duration.ofSeconds(30))
            .header("Cookie", cookie)
            .build();
    return browser.send(request, BodyHandlers.ofString());
  }

  @Test
  void itsPagesAndSessionsWorkThroughTheWrongNodeWhicheverThatIs() throws Exception {
    for (TomcatNode wrong : List.of(ten, eleven)) {
      String home = wrong == ten ? "eu" : "us";
      TomcatNode right = wrong == ten ? eleven : ten;
      HttpResponse<String> page = get(wrong, "/servlets/servlet/HelloWorldExample", cookie(home));
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Via")).as("it came from the other node").isPresent();
      HttpResponse<String> first =
          get(
              wrong,
              "/servlets/servlet/SessionExample?dataname=boat&datavalue=rowing",
              cookie(home));
      String session = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
      assertThat(session).startsWith("JSESSIONID=");
      for (TomcatNode node : List.of(wrong, right)) {
        assertThat(
                get(node, "/servlets/servlet/SessionExample", cookie(home) + "; " + session).body())
            .contains("boat = rowing");
      }
      assertThat(get(wrong, "/jsp/jsp2/el/basic-arithmetic.jsp", cookie(home)).body())
          .contains("JSP 2.0 Expression Language");
    }
  }

  @Test
  void itsAsynchronousSamplesWorkThroughTheWrongNode() throws Exception {
    for (String path : new String[] {"/async/async0", "/async/async1", "/async/async3"}) {
      HttpResponse<String> answer = get(ten, path, cookie("eu"));
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().firstValue("Via")).as(path).isPresent();
    }
  }

  /** What a WebSocket said. */
  private static final class Heard implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      texts.add(data.toString());
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return WebSocket.Listener.super.onClose(socket, status, reason);
    }
  }

  private WebSocket socket(TomcatNode node, String path, String cookie, Heard heard)
      throws Exception {
    return browser
        .newWebSocketBuilder()
        .header("Cookie", cookie)
        .buildAsync(URI.create(node.url("/" + APP + path).replaceFirst("http", "ws")), heard)
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void itsWebSocketsWorkThroughTheWrongNode() throws Exception {
    for (String path : new String[] {"/websocket/echoAnnotation", "/websocket/echoProgrammatic"}) {
      Heard heard = new Heard();
      WebSocket socket = socket(ten, path, cookie("eu"), heard);
      socket.sendText("ahoy", true).get(10, TimeUnit.SECONDS);
      assertThat(heard.texts.poll(10, TimeUnit.SECONDS)).as(path).isEqualTo("ahoy");
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
      assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
    }
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
    get(eleven, "/servlets/servlet/HelloWorldExample", cookie("us"));
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
