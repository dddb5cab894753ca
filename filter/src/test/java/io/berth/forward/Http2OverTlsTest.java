package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Node;
import io.berth.settings.Settings;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The front a browser sees: HTTP/2 over TLS. */
@Timeout(60)
final class Http2OverTlsTest {
  @TempDir private static Path directory;
  private static TestCertificates certificates;

  @BeforeAll
  static void issue() throws Exception {
    certificates = new TestCertificates(directory).issue("host", "ip:127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void bodiesStreamsAndManyAtOncePassUnchanged(Container container) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (RawNode node = new RawNode().doing(connection -> answer(connection, seen));
        Forwarder forwarder = new Forwarder(ForwardSettings.read(Settings.of(Map.of())))) {
      Node target = node.node();
      try (Front front =
          container.openWithTls(
              (request, response) -> forwarder.forward(request, response, target, Map.of()),
              certificates)) {
        HttpClient browser =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(certificates.client())
                .build();
        URI base = URI.create("https://127.0.0.1:" + front.port() + "/");
        for (int length : new int[] {0, 1, 100_000, 1_000_000}) {
          HttpResponse<String> answer = echo(browser, base, length);
          assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
          assertThat(answer.body()).isEqualTo("https " + length);
        }
        HttpRequest events = HttpRequest.newBuilder(base.resolve("/events")).build();
        try (InputStream stream = browser.send(events, BodyHandlers.ofInputStream()).body()) {
          assertThat(stream.readNBytes(5)).asString().isEqualTo("first");
          assertThat(echo(browser, base, 7).body()).isEqualTo("https 7"); // beside the stream
          seen.countDown();
          assertThat(stream.readAllBytes()).asString().isEqualTo("second");
        }
      }
    }
  }

  private static HttpResponse<String> echo(HttpClient browser, URI base, int length)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base).POST(BodyPublishers.ofString("x".repeat(length))).build();
    return browser.send(request, BodyHandlers.ofString());
  }

  private static void answer(RawNode.Connection connection, CountDownLatch seen)
      throws java.io.IOException {
    for (String r = connection.readRequest(); !r.isEmpty(); r = connection.readRequest()) {
      if (r.startsWith("GET /events")) {
        connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        awaitLatch(seen);
        connection.say("6\r\nsecond\r\n0\r\n\r\n");
      } else {
        int body = r.length() - r.indexOf("\r\n\r\n") - 4;
        String text = RawClient.header(r, "X-Forwarded-Proto") + " " + body;
        connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
      }
    }
  }

  private static void awaitLatch(CountDownLatch seen) throws java.io.IOException {
    try {
      if (!seen.await(20, TimeUnit.SECONDS)) {
        throw new java.io.IOException("the first piece was held back");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
