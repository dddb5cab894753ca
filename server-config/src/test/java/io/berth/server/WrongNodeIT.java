package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A browser comes to a real server that does not hold its consumer's data, and does not notice. The
 * server is a front router: the data plane alone, no authority.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class WrongNodeIT {
  private static final RightNode RIGHT = RightNode.open();
  private static final String TOKEN = Tokens.at("us");

  private final HttpClient browser =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterAll
  static void close() throws IOException {
    RIGHT.close();
  }

  @Deployment(testable = false)
  static WebArchive application() {
    return DataPlane.before(RIGHT);
  }

  private HttpRequest.Builder to(URL base, String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Cookie", "berth=" + TOKEN);
  }

  private HttpResponse<String> post(URL base, String path, String type, BodyPublisher body)
      throws Exception {
    HttpRequest request = to(base, path).header("Content-Type", type).POST(body).build();
    return browser.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aFormArrives(@ArquillianResource URL base) throws Exception {
    String form = "name=Ada+L.&city=Z%C3%BCrich";
    HttpResponse<String> answer =
        post(
            base,
            "form?step=2",
            "application/x-www-form-urlencoded",
            BodyPublishers.ofString(form));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(form);
    assertThat(RIGHT.heads)
        .anyMatch(
            head ->
                head.startsWith("POST " + base.getPath() + "form?step=2 HTTP/1.1\r\n")
                    && RightNode.header(head, "Host").equals(base.getAuthority())
                    && !RightNode.header(head, "Berth-Hop").isEmpty());
  }

  @Test
  void anUploadArrives(@ArquillianResource URL base) throws Exception {
    byte[] file = new byte[5_000_000];
    for (int i = 0; i < file.length; i++) {
      file[i] = (byte) (i * 31 >>> 3);
    }
    String expected = file.length + " " + RightNode.digest(file);
    assertThat(
            post(base, "file", "application/octet-stream", BodyPublishers.ofByteArray(file)).body())
        .isEqualTo(expected);
    BodyPublisher chunked =
        BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(file)); // of unknown length
    assertThat(post(base, "file", "multipart/form-data; boundary=x", chunked).body())
        .isEqualTo(expected);
  }

  @Test
  void everyEventArrivesWhenItHappens(@ArquillianResource URL base) throws Exception {
    HttpResponse<InputStream> stream =
        browser.send(to(base, "events").build(), BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("data: first");
      RIGHT.firstEventSeen.countDown();
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo("data: second");
    }
  }

  @Test
  void aWebSocketIsATunnel(@ArquillianResource URL base) throws Exception {
    Heard heard = new Heard();
    URI uri = URI.create(base.toString().replaceFirst("http", "ws") + "socket");
    WebSocket socket =
        browser
            .newWebSocketBuilder()
            .header("Cookie", "berth=" + TOKEN)
            .buildAsync(uri, heard)
            .get(20, TimeUnit.SECONDS);
    for (String text : List.of("ahoy", "x".repeat(20_000), "bye")) {
      socket.sendText(text, true).get(20, TimeUnit.SECONDS);
      assertThat(heard.next()).isEqualTo(text);
    }
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
  }
}
