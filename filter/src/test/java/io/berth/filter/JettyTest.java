package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plain Jetty 12 (EE 10) as the wrong node: nothing in it is known to Berth but the API. */
class JettyTest {
  private static final int NODE_PORT = 20_092;
  private static final int JETTY_PORT = 20_093;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Server jetty = new Server();
  private final ServletContextHandler handler = new ServletContextHandler("/");
  private Site node;

  @BeforeEach
  void start() throws Exception {
    node = Site.start(NODE_PORT, new CountingServlet("tomcat"), Site.node("rm-t", NODE_PORT));
    Map<String, String> settings = Site.front("front-j", JETTY_PORT, "rm-t", NODE_PORT);
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    connector.setPort(JETTY_PORT);
    jetty.addConnector(connector);
    settings.forEach(handler::setInitParameter);
    handler.addServletContainerInitializer(new BerthInitializer());
    ServletHolder app = new ServletHolder(new CountingServlet("jetty"));
    app.setAsyncSupported(true);
    handler.addServlet(app, "/");
    jetty.setHandler(handler);
    jetty.start();
    BerthContext berth = BerthContext.of(handler.getServletContext());
    await().until(() -> !berth.cluster().current().readyNodes("rm-t").isEmpty());
  }

  @AfterEach
  void stop() throws Exception {
    jetty.stop();
    node.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + JETTY_PORT + path));
  }

  @Test
  void strangersAreAnsweredHereAndConsumersAtTheirHome() throws Exception {
    String token =
        node.berth()
            .issuer()
            .token(
                new Association(
                    ConsumerId.of("ann"),
                    "rm-t",
                    List.of(),
                    1,
                    1,
                    Position.UNKNOWN,
                    Set.of(),
                    false));
    assertThat(send(to("/")).body()).isEqualTo("jetty GET 0");
    assertThat(send(to("/berth/live")).body()).contains("true");
    assertThat(send(to("/a").header("Berth-Token", token)).body()).isEqualTo("tomcat GET 0");
    byte[] body = new byte[3_000_000];
    HttpRequest.Builder post =
        to("/b").header("Berth-Token", token).POST(BodyPublishers.ofByteArray(body));
    assertThat(send(post).body()).isEqualTo("tomcat POST 3000000");
  }
}
