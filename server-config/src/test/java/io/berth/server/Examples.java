package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tomcat's own examples, which know nothing of Berth, as somebody sees them who comes to a node
 * that is not his home. Nodes are named by address, without a slash at its end.
 */
final class Examples {
  static final String APP = "examples";

  private final HttpClient browser =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Of somebody whose home is that manager. */
  private static String cookie(String home) {
    return "berth=" + Tokens.at(home);
  }

  private HttpResponse<String> get(String node, String path, String cookie) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node + "/" + APP + path))
            .timeout(Duration.ofSeconds(30))
            .header("Cookie", cookie)
            .build();
    return browser.send(request, BodyHandlers.ofString());
  }

  void pageWorks(String node, String home) throws Exception {
    HttpResponse<String> page = get(node, "/servlets/servlet/HelloWorldExample", cookie(home));
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
  }

  /**
   * @param right where the manager {@code home} is
   */
  void pagesAndSessionsWork(String wrong, String right, String home) throws Exception {
    HttpResponse<String> page = get(wrong, "/servlets/servlet/HelloWorldExample", cookie(home));
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.headers().firstValue("Via")).as("it came from the other node").isPresent();
    HttpResponse<String> first =
        get(wrong, "/servlets/servlet/SessionExample?dataname=boat&datavalue=rowing", cookie(home));
    String session = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    assertThat(session).startsWith("JSESSIONID=");
    for (String node : List.of(wrong, right)) {
      assertThat(
              get(node, "/servlets/servlet/SessionExample", cookie(home) + "; " + session).body())
          .contains("boat = rowing");
    }
    assertThat(get(wrong, "/jsp/jsp2/el/basic-arithmetic.jsp", cookie(home)).body())
        .contains("JSP 2.0 Expression Language");
  }

  void asynchronousSamplesWork(String wrong, String home) throws Exception {
    for (String path : new String[] {"/async/async0", "/async/async1", "/async/async3"}) {
      HttpResponse<String> answer = get(wrong, path, cookie(home));
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().firstValue("Via")).as(path).isPresent();
    }
  }

  void webSocketsWork(String wrong, String home) throws Exception {
    for (String path : new String[] {"/websocket/echoAnnotation", "/websocket/echoProgrammatic"}) {
      Heard heard = new Heard();
      WebSocket socket =
          browser
              .newWebSocketBuilder()
              .header("Cookie", cookie(home))
              .buildAsync(URI.create((wrong + "/" + APP + path).replaceFirst("http", "ws")), heard)
              .get(20, TimeUnit.SECONDS);
      socket.sendText("ahoy", true).get(10, TimeUnit.SECONDS);
      assertThat(heard.next()).as(path).isEqualTo("ahoy");
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
      assertThat(heard.closed()).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
  }
}
