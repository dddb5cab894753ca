package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes behind a real HAProxy with the shipped configuration. */
@Timeout(60)
class BalancedTest {
  private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
  private static final int VISITORS = 10;
  private static final int REQUESTS = 10;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int portA = freePort();
  private final int portB = freePort();
  private final int front = freePort();
  private Site a;
  private Site b;
  private Process haproxy;

  /** Says whether the request came over another node. */
  private static final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String hop = request.getHeader(Hop.HEADER);
      response.getWriter().print(hop == null ? "straight" : "forwarded");
    }
  }

  private static int freePort() {
    try {
      return Site.freePort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() throws Exception {
    if (!Files.isExecutable(HAPROXY)) {
      assertThat(System.getenv("CI")).as("%s is installed in CI", HAPROXY).isNull();
      System.err.println("SKIPPED, not shown behind a balancer: no " + HAPROXY);
      abort("no " + HAPROXY);
    }
    a = node("rm-a", portA, "a7", "rm-b", portB);
    b = node("rm-b", portB, "k2", "rm-a", portA);
    await().until(() -> !a.berth().cluster().current().readyNodes("rm-b").isEmpty());
    await().until(() -> !b.berth().cluster().current().readyNodes("rm-a").isEmpty());
    ProcessBuilder command =
        new ProcessBuilder(HAPROXY.toString(), "-db", "-f", "../server-config/haproxy/haproxy.cfg")
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "haproxy.log").toFile());
    command
        .environment()
        .putAll(
            Map.of(
                "BERTH_FRONT", "127.0.0.1:" + front,
                "BERTH_NODE_1", "127.0.0.1:" + portA,
                "BERTH_NODE_2", "127.0.0.1:" + portB));
    haproxy = command.start();
    await().atMost(Duration.ofSeconds(20)).until(this::isOpen);
  }

  private static Site node(String manager, int port, String alias, String other, int otherPort)
      throws Exception {
    Map<String, String> settings = Site.node(manager, port);
    settings.put("berth.balancer.alias", alias);
    settings.put("berth.members", other + "/node-" + other + "=http://127.0.0.1:" + otherPort);
    return Site.start(port, new App(), settings);
  }

  private boolean isOpen() {
    assertThat(haproxy.isAlive()).as("see target/haproxy.log").isTrue();
    try (Socket socket = new Socket("127.0.0.1", front)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (haproxy != null) {
      haproxy.destroy();
    }
    for (Site site : new Site[] {a, b}) {
      if (site != null) {
        site.close();
      }
    }
  }

  private static Association atB(int number) {
    ConsumerId consumer = ConsumerId.of("visitor-" + number);
    return new Association(consumer, "rm-b", List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
  }

  private String get(Map<String, String> cookies) throws Exception {
    String header =
        cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    URI uri = URI.create("http://127.0.0.1:" + front + "/");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).header("Cookie", header).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    for (String line : answer.headers().allValues("Set-Cookie")) {
      HttpCookie.parse(line).forEach(cookie -> cookies.put(cookie.getName(), cookie.getValue()));
    }
    return answer.body();
  }

  @Test
  void afterTheFirstAnswerNothingIsForwardedAnyMore() throws Exception {
    int forwarded = 0;
    for (int visitor = 0; visitor < VISITORS; visitor++) {
      Map<String, String> cookies = new TreeMap<>();
      cookies.put("berth", b.berth().issuer().token(atB(visitor)));
      forwarded += get(cookies).equals("forwarded") ? 1 : 0;
      assertThat(cookies).containsEntry("berth-node", "k2");
      for (int i = 1; i < REQUESTS; i++) {
        assertThat(get(cookies)).isEqualTo("straight");
      }
    }
    System.out.printf(
        "%d visitors with %d requests each: %d first requests forwarded, and none after them%n",
        VISITORS, REQUESTS, forwarded);
    assertThat(forwarded).isPositive();
  }
}
