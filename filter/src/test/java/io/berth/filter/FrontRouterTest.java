package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node and a front router: the filter alone, without CDI and without the authority. */
class FrontRouterTest {
  private static final int NODE_PORT = 20080;
  private static final int FRONT_PORT = 20081;

  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private Site node;
  private Site front;

  /** Signs a consumer up under /signup, too, and says what it sees of the request. */
  private static final class App extends CountingServlet {
    private static final long serialVersionUID = 1L;

    App(String name) {
      super(name);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ConsumerRequest consumer = ConsumerRequest.of(request).orElseThrow();
      if (request.getRequestURI().equals("/signup")) {
        consumer.identify(association("ann@example.org"));
      }
      response.setHeader("App-Verdict", consumer.verdict().getClass().getSimpleName());
      response.setHeader("App-Saw-Hop", String.valueOf(request.getHeader(Hop.HEADER) != null));
      super.service(request, response);
    }
  }

  private static Association association(String consumer) {
    return new Association(
        ConsumerId.of(consumer), "rm-a", List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
  }

  @BeforeEach
  void startBoth() throws Exception {
    node = Site.start(NODE_PORT, new App("node"), Site.node("rm-a", NODE_PORT));
    Map<String, String> settings = Site.front("front", FRONT_PORT, "rm-a", NODE_PORT);
    front = Site.start(FRONT_PORT, new App("front"), settings);
    await().until(() -> !front.berth().cluster().current().readyNodes("rm-a").isEmpty());
  }

  @AfterEach
  void stopBoth() throws Exception {
    front.close();
    node.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(Site site, String path) {
    return HttpRequest.newBuilder(URI.create(site.url(path)));
  }

  private void signUpAtTheNode() throws Exception {
    assertThat(send(to(node, "/signup")).headers().firstValue("Set-Cookie")).isPresent();
  }

  @Test
  void whoeverHasNoTokenIsAnsweredHere() throws Exception {
    assertThat(send(to(front, "/")).body()).isEqualTo("front GET 0");
  }

  @Test
  void aConsumerIsForwardedHomeFromTheTokenAlone() throws Exception {
    signUpAtTheNode();
    HttpResponse<String> answer = send(to(front, "/account?x=1"));
    assertThat(answer.body()).isEqualTo("node GET 0");
    assertThat(answer.headers().firstValue("App-Saw-Hop")).hasValue("true");
  }

  @Test
  void aBodyIsForwardedWhole() throws Exception {
    signUpAtTheNode();
    byte[] body = new byte[3_000_000];
    assertThat(send(to(front, "/notes").POST(BodyPublishers.ofByteArray(body))).body())
        .isEqualTo("node POST 3000000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "berth=",
        "berth=x",
        "berth=1.dev.AAAA",
        "berth=1..",
        "berth=1.dev.%%%",
        "berth=1.no.AAAA",
        "berth=1.dev.x; berth=1.dev.y",
        "berth"
      })
  void aBadTokenCountsAsAbsentAndNeverFails(String cookie) throws Exception {
    HttpRequest.Builder request = to(front, "/account").header("Cookie", cookie);
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("front GET 0");
  }

  @Test
  void aHugeTokenCountsAsAbsent() throws Exception {
    HttpRequest.Builder request = to(front, "/").header("Cookie", "berth=" + "A".repeat(5_000));
    assertThat(HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body())
        .isEqualTo("front GET 0");
  }

  @Test
  void aForgedHopHeaderNeitherStopsNorReachesAnything() throws Exception {
    signUpAtTheNode();
    HttpResponse<String> answer = send(to(front, "/account").header(Hop.HEADER, "1.dev.forged"));
    assertThat(answer.body()).isEqualTo("node GET 0");
  }

  @Test
  void aRequestThatAlreadyHoppedGoesNoFurther() throws Exception {
    signUpAtTheNode();
    HttpResponse<String> answer =
        send(to(front, "/account").header(Hop.HEADER, node.berth().hop().seal()));
    assertThat(answer.statusCode()).isEqualTo(421);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void aClientWithoutCookiesCarriesTheTokenInAHeader() throws Exception {
    String token = node.berth().issuer().token(association("bob"));
    HttpRequest request = to(front, "/account").header("Berth-Token", token).build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .isEqualTo("node GET 0");
  }

  @Test
  void whenTheHomeIsGoneTheClientIsToldWhenToComeBack() throws Exception {
    signUpAtTheNode();
    node.close();
    HttpResponse<String> answer = send(to(front, "/account"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("127.0.0.1", "20080", "Exception");
    node = Site.start(NODE_PORT, new App("node"), Site.node("rm-a", NODE_PORT));
    await()
        .untilAsserted(
            () -> assertThat(send(to(front, "/account")).body()).isEqualTo("node GET 0"));
  }
}
