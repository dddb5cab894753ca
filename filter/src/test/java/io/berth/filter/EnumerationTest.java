package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Berth adds nothing to an answer that tells how somebody stands. */
class EnumerationTest {
  private Site site;

  private static final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("the same for everybody");
    }
  }

  private static Association association(String consumer, boolean gone, String... acknowledgedBy) {
    return new Association(
        ConsumerId.of(consumer),
        "rm-a",
        List.of(),
        1,
        1,
        Position.UNKNOWN,
        Set.of(acknowledgedBy),
        gone);
  }

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    Map<String, String> settings = Site.node("rm-a", port);
    settings.put("berth.members", "rm-b/node-rm-b=http://127.0.0.1:1");
    site = Site.start(port, new App(), settings);
    site.berth().mapping().publish(association("registering", false));
    site.berth().mapping().publish(association("registered", false, "rm-b"));
    site.berth().mapping().publish(association("gone", true));
    site.berth().mapping().readThrough(consumer -> Optional.empty());
  }

  @AfterEach
  void stop() throws Exception {
    site.close();
  }

  private String answer(String method, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(site.url(path))).method(method, BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Cookie", "berth=" + token);
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    Map<String, List<String>> headers = new HashMap<>(answer.headers().map());
    headers.remove("date");
    return answer.statusCode() + " " + headers + " " + answer.body();
  }

  @ParameterizedTest
  @CsvSource({"GET, /", "HEAD, /", "POST, /", "GET, /?berth-link=1.dev.AAAA"})
  void registeringRegisteredGoneUnknownAndForgedAreAnsweredAlike(String method, String path)
      throws Exception {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String who : List.of("registering", "registered", "gone", "unknown")) {
      String token = site.berth().issuer().token(association(who, false));
      answers.put(who, answer(method, path, token));
    }
    answers.put("forged", answer(method, path, "1.dev.AAAA"));
    answers.put("nobody", answer(method, path, ""));
    assertThat(Set.copyOf(answers.values())).as("%s", answers).hasSize(1);
  }
}
