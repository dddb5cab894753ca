package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.forward.Ports;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A confirmation mail is opened on another device, at a node that is not the consumer's home. */
class LinksTest {
  private static final Association ANN = association("ann@example.org", 2);

  private final TokenReader tokens = new TokenReader();
  private Site node;
  private Site front;

  /** Says who answers and with which query; mails a link under /mail. */
  private static final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ConsumerRequest consumer = ConsumerRequest.of(request).orElseThrow();
      if (request.getRequestURI().equals("/mail")) {
        response.getWriter().print(consumer.link(request.getParameter("to")));
      } else {
        String who = consumer.verdict().known().map(each -> each.home()).orElse("nobody");
        response.getWriter().print(who + " " + request.getQueryString());
      }
    }
  }

  private static Association association(String consumer, long version) {
    return new Association(
        ConsumerId.of(consumer), "rm-a", List.of(), version, 1, Position.UNKNOWN, Set.of(), false);
  }

  @BeforeEach
  void start() throws Exception {
    int port = Ports.free();
    node = Site.start(port, new App(), Site.node("rm-a", port));
    int edge = Ports.free();
    Map<String, String> settings = Site.node("front", edge);
    settings.put("berth.capacity", "0");
    settings.put("berth.members", "rm-a/node-rm-a=" + node.url(""));
    front = Site.start(edge, new App(), settings);
  }

  @AfterEach
  void stop() throws Exception {
    front.close();
    node.close();
    tokens.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(front.url(path))).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private String link(String address) {
    return node.berth().link(address, ANN);
  }

  private static String cookie(HttpResponse<?> response) {
    String line = response.headers().firstValue("Set-Cookie").orElseThrow();
    return line.substring(0, line.indexOf(';'));
  }

  @Test
  void anotherDeviceLandsAtTheHomeAndTheTokenIsNoLongerInTheAddress() throws Exception {
    String own = "berth=" + node.berth().issuer().token(ANN);
    String mailed =
        send("GET", "/mail?to=/confirm?code=4711", "Cookie", own).body(); // answered at the home
    HttpResponse<String> first = send("GET", mailed);
    assertThat(first.statusCode()).isEqualTo(303);
    assertThat(first.headers().firstValue("Location")).hasValue("/confirm?code=4711");
    assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-store, private");
    assertThat(first.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(tokens.cookieOf(first)).contains(ANN);
    HttpResponse<String> second = send("GET", "/confirm?code=4711", "Cookie", cookie(first));
    assertThat(second.body()).isEqualTo("rm-a code=4711");
  }

  @ParameterizedTest
  @CsvSource({
    "/confirm, /confirm",
    "/confirm?a=1&b=2, /confirm?a=1&b=2",
    "/a%20b/c;p=1?x=%26, /a%20b/c;p=1?x=%26",
    "/, /"
  })
  void theRestOfTheAddressStaysAsItWas(String address, String location) throws Exception {
    HttpResponse<String> answer = send("GET", link(address));
    assertThat(answer.headers().firstValue("Location")).hasValue(location);
    assertThat(send("HEAD", link(address)).headers().firstValue("Location")).hasValue(location);
  }

  @Test
  void aFragmentStaysBehindTheToken() {
    assertThat(Links.with("/a?b=1#c?d", "berth-link", "T")).isEqualTo("/a?b=1&berth-link=T#c?d");
    assertThat(Links.with("https://x/a#c", "berth-link", "T"))
        .isEqualTo("https://x/a?berth-link=T#c");
  }

  /** What is wrong with a link is not said: the answer has no cookie, that is all. */
  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.dev.AAAA", "1.other.AAAA", "%00", "cookie"})
  void aLinkThatIsNoneIsTakenOutOfTheAddressAllTheSame(String token) throws Exception {
    String wrong = token.equals("cookie") ? node.berth().issuer().token(ANN) : token;
    HttpResponse<String> answer = send("GET", "/confirm?berth-link=" + wrong + "&a=1");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/confirm?a=1");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void aLinkIsNoTokenInACookie() throws Exception {
    String token = node.berth().issuer().link(ANN);
    assertThat(send("GET", "/account", "Cookie", "berth=" + token).body()).isEqualTo("nobody null");
  }

  /** Nobody is made somebody else by following a link. */
  @Test
  void whoHasATokenKeepsIt() throws Exception {
    String bob = "berth=" + node.berth().issuer().token(association("bob", 9));
    HttpResponse<String> answer = send("GET", link("/confirm"), "Cookie", bob);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    String newer = "berth=" + node.berth().issuer().token(association("ann@example.org", 5));
    assertThat(send("GET", link("/confirm"), "Cookie", newer).headers().allValues("Set-Cookie"))
        .isEmpty();
  }

  @Test
  void whatIsPostedIsNotRedirected() throws Exception {
    HttpResponse<String> answer = send("POST", link("/confirm"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void aPathOfTwoSlashesLeadsNowhereElse() throws Exception {
    HttpResponse<String> answer = send("GET", link("//evil.example/x"));
    assertThat(answer.headers().firstValue("Location").orElse("")).doesNotStartWith("//");
  }

  @Test
  void theCookieIsOfTheNewestVersionThatIsKnown() throws Exception {
    front.berth().mapping().publish(association("ann@example.org", 3));
    assertThat(tokens.cookieOf(send("GET", link("/confirm"))))
        .isEqualTo(Optional.of(association("ann@example.org", 3)));
  }

  @Test
  void whoIsGoneGetsNoCookie() throws Exception {
    front
        .berth()
        .mapping()
        .publish(
            new Association(
                ANN.consumer(), "rm-a", List.of(), 3, 1, Position.UNKNOWN, Set.of(), true));
    assertThat(send("GET", link("/confirm")).headers().allValues("Set-Cookie")).isEmpty();
  }
}
