package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two nodes behind a real balancer with the shipped configuration. */
@Timeout(60)
class BalancedTest {
  private static final int VISITORS = 10;
  private static final int REQUESTS = 10;

  private final HttpClient client = HttpClient.newHttpClient();

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

  private static Site node(String manager, int port, String alias, String other, int otherPort)
      throws Exception {
    Map<String, String> settings = Site.node(manager, port);
    settings.put("berth.balancer.alias", alias);
    settings.put("berth.members", other + "/node-" + other + "=http://127.0.0.1:" + otherPort);
    return Site.start(port, new App(), settings);
  }

  private static void awaitEachOther(Site a, Site b) {
    await().until(() -> !a.berth().cluster().current().readyNodes("rm-b").isEmpty());
    await().until(() -> !b.berth().cluster().current().readyNodes("rm-a").isEmpty());
  }

  private static Association atB(int number) {
    ConsumerId consumer = ConsumerId.of("visitor-" + number);
    return new Association(consumer, "rm-b", List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
  }

  private String get(Balancer balancer, Map<String, String> cookies) throws Exception {
    String header =
        cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    URI uri = URI.create("http://" + balancer.authority() + "/");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).header("Cookie", header).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    for (String line : answer.headers().allValues("Set-Cookie")) {
      HttpCookie.parse(line).forEach(cookie -> cookies.put(cookie.getName(), cookie.getValue()));
    }
    return answer.body();
  }

  @ParameterizedTest
  @EnumSource(Balancer.Kind.class)
  void afterTheFirstAnswerNothingIsForwardedAnyMore(Balancer.Kind kind) throws Exception {
    kind.need();
    int portA = Site.freePort();
    int portB = Site.freePort();
    try (Site a = node("rm-a", portA, kind.alias("a7"), "rm-b", portB);
        Site b = node("rm-b", portB, kind.alias("k2"), "rm-a", portA)) {
      awaitEachOther(a, b);
      try (Balancer balancer =
          Balancer.start(kind, Site.HOST + ":" + portA, Site.HOST + ":" + portB, Map.of())) {
        int forwarded = firstRequestsForwarded(balancer, b, kind.alias("k2"));
        System.out.printf(
            "%s: %d visitors with %d requests each: %d first requests forwarded, and none after"
                + " them%n",
            kind, VISITORS, REQUESTS, forwarded);
        assertThat(forwarded).isPositive();
      }
    }
  }

  private int firstRequestsForwarded(Balancer balancer, Site home, String hint) throws Exception {
    int forwarded = 0;
    for (int visitor = 0; visitor < VISITORS; visitor++) {
      Map<String, String> cookies = new TreeMap<>();
      cookies.put("berth", home.berth().issuer().token(atB(visitor)));
      forwarded += get(balancer, cookies).equals("forwarded") ? 1 : 0;
      assertThat(cookies).containsEntry("berth-node", hint);
      for (int i = 1; i < REQUESTS; i++) {
        assertThat(get(balancer, cookies)).isEqualTo("straight");
      }
    }
    return forwarded;
  }
}
