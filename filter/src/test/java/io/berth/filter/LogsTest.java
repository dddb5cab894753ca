package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.identifier.KeyRing;
import io.berth.identifier.Sealer;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a log says of requests, and what it never says: a node and a front router at DEBUG. */
class LogsTest {
  private static final int NODE_PORT = 20_087;
  private static final int FRONT_PORT = 20_088;
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Logger BERTH = Logger.getLogger("io.berth");

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
          log.add(formatter.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final HttpClient client = HttpClient.newHttpClient();
  private Site node;
  private Site front;

  /** Shows which trace it was told of. */
  private static final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getInputStream().readAllBytes();
      response.getWriter().print(request.getHeader("traceparent"));
    }
  }

  @BeforeEach
  void start() throws Exception {
    handler.setLevel(Level.ALL);
    BERTH.setLevel(Level.ALL);
    BERTH.addHandler(handler);
    Map<String, String> home = Site.node("rm-l", NODE_PORT);
    home.put("berth.server-timing", "true");
    node = Site.start(NODE_PORT, new App(), home);
    Map<String, String> settings = Site.node("front", FRONT_PORT);
    settings.put("berth.capacity", "0");
    settings.put("berth.server-timing", "true");
    settings.put("berth.members", "rm-l/node-rm-l=http://127.0.0.1:" + NODE_PORT);
    front = Site.start(FRONT_PORT, new App(), settings);
    await().until(() -> !front.berth().cluster().current().readyNodes("rm-l").isEmpty());
  }

  @AfterEach
  void stop() throws Exception {
    front.close();
    node.close();
    BERTH.removeHandler(handler);
    BERTH.setLevel(null);
  }

  private String token() {
    return node.berth()
        .issuer()
        .token(
            new Association(
                ConsumerId.of("secret-ann@example.org"),
                "rm-l",
                List.of(),
                1,
                1,
                Position.UNKNOWN,
                Set.of(),
                false));
  }

  private HttpRequest.Builder to(Site site, String path) {
    return HttpRequest.newBuilder(URI.create(site.url(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private List<String> decisions(String id) {
    return log.stream().filter(line -> line.contains("request " + id + " ")).toList();
  }

  @Test
  void everyDecisionIsALineWithTheRequestsIdAndTraceOnBothNodes() throws Exception {
    HttpResponse<String> answer =
        send(
            to(front, "/account")
                .header("Berth-Token", token())
                .header("X-Request-Id", "r-17")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"));
    assertThat(answer.body()).contains(TRACE);
    assertThat(decisions("r-17")).hasSize(2).allMatch(line -> line.contains("trace " + TRACE));
    assertThat(decisions("r-17").get(0))
        .contains("GET of s***(22) is", "forward to node-rm-l because");
    assertThat(decisions("r-17").get(1)).contains("local because HOME_HERE");
    assertThat(String.join(", ", answer.headers().allValues("Server-Timing")))
        .containsPattern("berth;desc=\"register\\w+, forward, \\w+\";dur=\\d+\\.\\d{3}")
        .contains("local, HOME_HERE");
  }

  @Test
  void whatIsNoIdAndNoTraceReachesNoLog() throws Exception {
    send(
        to(front, "/")
            .header("X-Request-Id", "spoofed id; rm -rf")
            .header("traceparent", "00-nonsense-canary-01"));
    assertThat(log).anyMatch(line -> line.contains("trace none: GET of nobody is anonymous"));
    assertThat(String.join("", log)).doesNotContain("spoofed", "canary");
  }

  /** Its hop header proves nothing here: its request counts as a client's, and ends here. */
  @Test
  void aNodeWithAnotherKeyIsFlaggedAndNothingIsForwardedInACircle() throws Exception {
    Hop other =
        new Hop(
            new Sealer(KeyRing.parse("x:" + "A".repeat(43)), new SecureRandom()),
            Clock.systemUTC(),
            1,
            "other");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          send(to(node, "/a").header(Hop.HEADER, other.seal()).header("Berth-Token", token()));
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(log.stream().filter(line -> line.contains("BERTH-144"))).hasSize(1);
    HttpResponse<String> passedOn =
        send(to(front, "/a").header(Hop.HEADER, other.seal()).header("Berth-Token", token()));
    assertThat(passedOn.statusCode()).as("what does not open decides nothing").isEqualTo(200);
    assertThat(passedOn.headers().firstValue("Via")).isPresent();
  }

  @Test
  void noSecretIsEverInALog() throws Exception {
    String token = token();
    String[] canaries = {
      "canary-cookie", "canary-basic", "canary-query", "canary-body", "canary-header", "secret-ann",
    };
    int sent = 0;
    for (Site site : new Site[] {front, node}) {
      for (String path : new String[] {"/a?t=canary-query", "/b;s=canary-query", "/berth/ready"}) {
        for (String berth : new String[] {token, token + "x", "1.dev.canary-cookie", ""}) {
          send(
              to(site, path)
                  .header("Cookie", "JSESSIONID=canary-cookie; berth=" + berth)
                  .header("Berth-Token", berth)
                  .header("Berth-Hop", "1.dev.canary-header")
                  .header("Authorization", "Basic canary-basic")
                  .header("X-Api-Key", "canary-header")
                  .POST(BodyPublishers.ofString("password=canary-body")));
          sent++;
        }
      }
    }
    send(to(front, "/a").header("Berth-Token", token)); // the front's forward to the node
    node.close();
    send(
        to(front, "/a?t=canary-query")
            .header("Berth-Token", token)
            .header("Cookie", "a=canary-cookie"));
    node = Site.start(NODE_PORT, new App(), Site.node("rm-l", NODE_PORT));
    String all = String.join("", log);
    assertThat(all).contains("forward to node-rm-l");
    for (String canary : canaries) {
      assertThat(all).doesNotContain(canary);
    }
    assertThat(all).doesNotContain(token, token.substring(token.length() - 30));
    System.out.println(sent + 2 + " requests with secrets, " + log.size() + " lines of log read");
  }
}
