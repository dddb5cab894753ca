package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.Fixtures;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application writes, in every way in which it may answer, and the token that follows. */
abstract class ReadYourWritesContract {
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");

  /** How much the application has committed; its log, so to speak. */
  private final AtomicInteger log = new AtomicInteger(100);

  private final AtomicInteger raises = new AtomicInteger();
  private final TokenReader tokens = new TokenReader();
  private volatile Association newest = association(1, 100);
  private Answering site;
  private boolean authorityIsGone;

  /** Writes once before it answers, and where it says "late" once more when it has. */
  private final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ConsumerRequest consumer = ConsumerRequest.of(request).orElseThrow();
      log.incrementAndGet();
      switch (request.getRequestURI()) {
        case "/nothing", "/marked" -> {}
        case "/small" -> response.getWriter().print("answer");
        case "/bytes" -> response.getOutputStream().write(new byte[100]);
        case "/exact" -> {
          response.setContentLength(6);
          response.getWriter().print("answer");
        }
        case "/status" -> response.setStatus(204);
        case "/cached" -> {
          response.setHeader("Cache-Control", "public, max-age=3600");
          response.getWriter().print("answer");
          response.setHeader("Cache-Control", "public, max-age=3600");
        }
        case "/redirect" -> {
          response.sendRedirect("/account");
          assertThat(response.isCommitted()).isTrue();
          response.getWriter().print("nobody sees this");
          response.flushBuffer();
          log.incrementAndGet(); // an outer part of the application commits last
        }
        case "/error" -> response.sendError(409);
        case "/throw" -> throw new IllegalStateException("planted");
        case "/late-flush" -> {
          response.getWriter().print("answer");
          response.getWriter().flush();
          log.incrementAndGet();
        }
        case "/late-big" -> {
          response.getOutputStream().write(new byte[100_000]);
          log.incrementAndGet();
        }
        case "/late-text" -> {
          response.setContentType("text/plain;charset=utf-8");
          response.getWriter().print("ä".repeat(50_000));
          log.incrementAndGet();
        }
        case "/async" -> async(request, response);
        case "/only-read" -> consumer.onlyRead();
        case "/wrote" -> consumer.wrote();
        case "/told" -> consumer.identify(raise(ANN));
        case "/out" -> consumer.forget();
        default -> response.getWriter().print("version " + consumer.verdict().known());
      }
    }

    private void async(HttpServletRequest request, HttpServletResponse response) {
      AsyncContext later = request.startAsync(request, response);
      later.start(
          () -> {
            log.incrementAndGet();
            try {
              later.getResponse().getWriter().print("answer");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            later.complete();
          });
    }
  }

  private static Association association(long version, long offset) {
    return Fixtures.written(ANN, version, offset);
  }

  /** What the control plane does: one version more, and the position after the commit. */
  private Association raise(ConsumerId consumer) {
    if (authorityIsGone) {
      throw new IllegalStateException("planted: the authority is gone");
    }
    raises.incrementAndGet();
    newest = association(newest.version() + 1, log.get());
    site.berth().mapping().publish(newest);
    return newest;
  }

  abstract Answering open(int port, HttpServlet servlet, Map<String, String> settings)
      throws Exception;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    Map<String, String> settings = Site.node("rm-a", port);
    settings.put("berth.read-your-writes", "true");
    settings.put("berth.balancer.alias", "n1");
    settings.put("berth.requests.writing", "GET /marked");
    settings.put("berth.requests.reading", "POST /nothing");
    site = open(port, new App(), settings);
    site.berth().afterWrite(this::raise);
    site.berth().mapping().publish(newest);
  }

  @AfterEach
  void stop() throws Exception {
    site.close();
    tokens.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(site.url(path))).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> sendAsAnn(String method, String path) throws Exception {
    return send(method, path, "Cookie", "berth=" + site.berth().issuer().token(newest));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /small, 200",
    "POST, /bytes, 200",
    "POST, /exact, 200",
    "POST, /status, 204",
    "POST, /cached, 200",
    "POST, /redirect, 302",
    "PUT, /small, 200",
    "DELETE, /small, 200",
    "PATCH, /small, 200",
    "GET, /marked, 200",
    "GET, /wrote, 200",
    "POST, /told, 200"
  })
  void whatWasWrittenIsInTheTokenOfThatVeryAnswer(String method, String path, int status)
      throws Exception {
    HttpResponse<String> answer = sendAsAnn(method, path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(tokens.cookieOf(answer)).contains(association(2, log.get()));
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store, private");
    assertThat(answer.body()).isIn("", "answer", "\0".repeat(100));
    assertThat(raises).hasValue(1);
  }

  /** The hint is set before the application says anything. */
  @Test
  void anAnswerWithAHintForTheBalancerIsInNoCacheEither() throws Exception {
    HttpResponse<String> answer = sendAsAnn("GET", "/cached");
    assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store, private");
  }

  /** The head is gone before the last commit: the record has it at once, the token next time. */
  @ParameterizedTest
  @ValueSource(strings = {"/late-flush", "/late-big", "/late-text"})
  void whatIsWrittenAfterTheHeadHasLeftIsInTheRecordAndInTheNextToken(String path)
      throws Exception {
    HttpResponse<String> answer = sendAsAnn("POST", path);
    Association first = tokens.cookieOf(answer).orElseThrow();
    assertThat(first).isEqualTo(association(2, log.get() - 1));
    await().until(() -> newest.equals(association(3, log.get())));
    HttpResponse<String> next =
        send("GET", "/account", "Cookie", "berth=" + site.berth().issuer().token(first));
    assertThat(next.body()).contains("version=3");
    assertThat(tokens.cookieOf(next)).isPresent().get().matches(each -> each.version() == 3);
    assertThat(site.berth().renewals()).isEqualTo(1);
  }

  @Test
  void whatAnotherThreadWritesIsThereWhenTheRequestHasEnded() throws Exception {
    HttpResponse<String> answer = sendAsAnn("POST", "/async");
    assertThat(answer.body()).isEqualTo("answer");
    await().until(() -> newest.equals(association(newest.version(), log.get())));
    assertThat(newest.version()).isGreaterThan(1);
  }

  /** Servers may take the headers of a failed request away; then the token comes next time. */
  @ParameterizedTest
  @CsvSource({"/error, 409", "/throw, 500"})
  void whatFailsMayHaveWrittenToo(String path, int status) throws Exception {
    Association before = newest;
    HttpResponse<String> answer = sendAsAnn("POST", path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(newest.version()).isGreaterThan(1);
    assertThat(newest).isEqualTo(association(newest.version(), log.get()));
    if (tokens.cookieOf(answer).isEmpty()) {
      HttpResponse<String> next =
          send("GET", "/account", "Cookie", "berth=" + site.berth().issuer().token(before));
      assertThat(tokens.cookieOf(next)).contains(newest);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /small",
    "HEAD, /small",
    "POST, /nothing",
    "POST, /only-read",
    "POST, /out",
    "OPTIONS, /small"
  })
  void whatOnlyReadsRaisesNothing(String method, String path) throws Exception {
    HttpResponse<String> answer = sendAsAnn(method, path);
    assertThat(tokens.cookieOf(answer)).isEmpty();
    assertThat(raises).hasValue(0);
  }

  @Test
  void aStrangersWriteRaisesNothing() throws Exception {
    HttpResponse<String> answer = send("POST", "/small");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(raises).hasValue(0);
  }

  @Test
  void aClientWithoutCookiesGetsItsTokenTheWayItCame() throws Exception {
    String token = site.berth().issuer().token(newest);
    HttpResponse<String> answer = send("POST", "/redirect", "Berth-Token", token);
    assertThat(tokens.cookieOf(answer)).isEmpty();
    assertThat(answer.headers().firstValue("Berth-Token").flatMap(tokens::read))
        .contains(association(2, log.get()));
    HttpResponse<String> stranger = send("POST", "/told", "Berth-Token", "");
    assertThat(tokens.cookieOf(stranger)).isEmpty();
    assertThat(stranger.headers().firstValue("Berth-Token").flatMap(tokens::read))
        .contains(association(3, log.get()));
    assertThat(send("POST", "/out", "Berth-Token", token).headers().firstValue("Berth-Token"))
        .hasValue("");
  }

  @Test
  void anAuthorityThatIsGoneFailsNoRequest() throws Exception {
    authorityIsGone = true;
    HttpResponse<String> answer = sendAsAnn("POST", "/small");
    assertThat(answer.body()).isEqualTo("answer");
    assertThat(tokens.cookieOf(answer)).isEmpty();
  }

  @Test
  void everyTokenThatIsOlderThanWhatIsServedIsRenewedOnceAndOnlyThen() throws Exception {
    Association old = newest;
    raise(ANN);
    HttpResponse<String> answer =
        send("GET", "/small", "Cookie", "berth=" + site.berth().issuer().token(old));
    assertThat(tokens.cookieOf(answer)).contains(newest);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store, private");
    assertThat(tokens.cookieOf(sendAsAnn("GET", "/small"))).isEmpty();
  }

  /** The authority went back to a backup. */
  @Test
  void aTokenThatIsAheadIsMadeRightAtTheHome() throws Exception {
    site.berth().mapping().readThrough(consumer -> Optional.of(association(1, 100)));
    String ahead = site.berth().issuer().token(association(7, 900));
    HttpResponse<String> answer = send("GET", "/small", "Cookie", "berth=" + ahead);
    assertThat(tokens.cookieOf(answer)).isPresent().get().matches(each -> each.version() == 1);
  }
}
