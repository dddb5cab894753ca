package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What HTTP means by trailers, interim answers, ranges, codings and old versions, on the wire. */
@Timeout(60)
final class SemanticsWireTest {
  private static final String DIGEST = "Content-Digest: sha-256=:abc:";
  private static final String HINTS =
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>\r\n"
          + "Set-Cookie: no=1\r\nContent-Length: 9\r\n\r\n"
          + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>\r\n\r\n";
  private static final String HINTED =
      "HTTP/1.1 103 ?[^\r]*\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";

  @ParameterizedTest
  @EnumSource(Container.class)
  void trailersOfANodeReachTheClientWhenAnnouncedAndAllowed(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(
          CHUNKED
              + "Trailer: Content-Digest, X-Secret\r\n\r\n3\r\nabc\r\n0\r\n"
              + DIGEST
              + "\r\nX-Secret: 1\r\nServer-Timing: unannounced\r\nSet-Cookie: a=b\r\n\r\n");
      client.send("GET / HTTP/1.1\r\nHost: h\r\nTE: trailers\r\n\r\n");
      String answer = RawClient.readHead(client.in);
      assertThat(RawClient.chunkSize(client.in)).isEqualTo(3);
      assertThat(RawClient.line(client.in)).isEqualTo("abc");
      answer += RawClient.readHead(client.in); // the last chunk looks like one
      assertThat(answer)
          .contains("\r\nTrailer: Content-Digest\r\n")
          .matches("(?s).*\r\n0\r\n(?i:content-digest): sha-256=:abc:\r\n\r\n")
          .doesNotContain("X-Secret", "unannounced", "a=b");
      assertThat(rig.node.requests.get(0))
          .contains("\r\nTE: trailers\r\n")
          .contains("\r\nConnection: TE\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void trailersNobodyAllowsEndHereAndTheNextAnswerIsRight(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of("berth.forward.trailers", "none"));
        RawClient client = rig.client()) {
      rig.node.answering(
          CHUNKED + "Trailer: Content-Digest\r\n\r\n3\r\nabc\r\n0\r\n" + DIGEST + "\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        RawClient.Response answer = client.get("/").read();
        assertThat(answer.body()).isEqualTo("abc");
        assertThat(answer.header("Trailer")).isEmpty();
      }
      assertThat(rig.node.accepted).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void trailersOfAClientReachTheNodeWhenAnnouncedAndAllowed(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.doing(
          connection -> {
            while (true) {
              String head = connection.readHead();
              rig.node.requests.add(head + chunksAndTrailers(connection));
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
          });
      for (String body : new String[] {"abc", "x".repeat(200_000)}) {
        client.send(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                + "Trailer: Content-Digest, X-Secret\r\n\r\n"
                + Integer.toHexString(body.length())
                + "\r\n"
                + body
                + "\r\n0\r\n"
                + DIGEST
                + "\r\nX-Secret: 1\r\n\r\n");
        assertThat(client.read().body()).isEqualTo("ok");
      }
      for (String request : rig.node.requests) {
        assertThat(request)
            .contains("\r\nTrailer: Content-Digest\r\n")
            .contains("\r\nTransfer-Encoding: chunked\r\n")
            .endsWith("0\r\n" + DIGEST + "\r\n\r\n")
            .doesNotContainIgnoringCase("X-Secret");
      }
      assertThat(rig.node.requests).hasSize(2);
    }
  }

  private static String chunksAndTrailers(RawNode.Connection connection) throws IOException {
    StringBuilder seen = new StringBuilder();
    String line = RawClient.line(connection.in);
    while (!line.equals("0")) {
      int size = Integer.parseInt(line, 16);
      connection.in.readNBytes(size + 2);
      line = RawClient.line(connection.in);
    }
    seen.append("0\r\n");
    for (line = RawClient.line(connection.in); !line.isEmpty(); ) {
      seen.append(line).append("\r\n");
      line = RawClient.line(connection.in);
    }
    return seen.append("\r\n").toString();
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aClientThatExpectsIsToldToGoOnOnce(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      for (int i = 0; i < 2; i++) {
        client.send(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        assertThat(RawClient.readHead(client.in)).startsWith("HTTP/1.1 100");
        client.send("hello");
        assertThat(client.read().body()).isEqualTo("ok");
      }
      assertThat(rig.node.requests).hasSize(2);
      assertThat(rig.node.requests.get(0)).endsWith("hello").doesNotContainIgnoringCase("Expect");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void interimAnswersOfANodeDoNotDisturbTheFinalOne(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
              + "HTTP/1.1 199 What\r\nLink: </no.css>\r\nContent-Length: 9\r\n\r\n"
              + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      for (int i = 0; i < 3; i++) {
        RawClient.Response answer = client.get("/").read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.header("Link")).isEmpty();
      }
      assertThat(rig.node.accepted).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void earlyHintsComeEarlyWhereTheContainerCanSayThem(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      CountDownLatch seen = new CountDownLatch(container == Container.TOMCAT ? 1 : 0);
      rig.node.doing(
          connection -> {
            for (String r = connection.readHead(); !r.isEmpty(); r = connection.readHead()) {
              connection.say(HINTS);
              awaitLatch(seen);
              connection.say(
                  "HTTP/1.1 200 OK\r\nX-Final: 1\r\nLink: </c.css>\r\nContent-Length: 2\r\n\r\nok");
            }
          });
      for (int i = 0; i < 3; i++) {
        client.get("/");
        if (container == Container.TOMCAT) {
          assertThat(RawClient.readHead(client.in)).matches(HINTED);
          assertThat(RawClient.readHead(client.in)).matches(HINTED);
          seen.countDown();
        }
        RawClient.Response answer = client.read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.header("Link")).isEqualTo("</c.css>");
        assertThat(answer.header("X-Final")).isEqualTo("1");
      }
      assertThat(rig.node.accepted).hasSize(1);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void earlyHintsHurtNobodyWhoDoesNotKnowThem(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of())) {
      rig.node.answering(
          HINTS.repeat(8) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); // 16, no more
      try (RawClient client = rig.client()) {
        String answer = client.send("GET / HTTP/1.0\r\n\r\n").readToEnd();
        assertThat(answer).contains(" 200").endsWith("ok").doesNotContain(" 103", "a.css");
      }
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      URI uri = URI.create("http://127.0.0.1:" + rig.front.port() + "/");
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer =
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void rangesCodingsAndTagsPassUntouched(Container container) throws Exception {
    String zipped = "\u001f\u008b\b\u0000\u0001\u00ff";
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(
          "HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-5/99\r\nContent-Encoding: gzip\r\n"
              + "ETag: \"strong\"\r\nVary: Accept-Encoding\r\nContent-Length: 6\r\n\r\n"
              + zipped);
      client.send(
          "GET / HTTP/1.1\r\nHost: h\r\nRange: bytes=0-5\r\nIf-Range: \"strong\"\r\n"
              + "Accept-Encoding: gzip, br\r\n\r\n");
      RawClient.Response answer = client.read();
      assertThat(answer.status()).isEqualTo(206);
      assertThat(answer.body()).isEqualTo(zipped);
      assertThat(answer.header("ETag")).isEqualTo("\"strong\"");
      assertThat(answer.header("Content-Range")).isEqualTo("bytes 0-5/99");
      assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(rig.node.requests.get(0))
          .containsIgnoringCase("\r\nRange: bytes=0-5\r\n")
          .containsIgnoringCase("\r\nIf-Range: \"strong\"\r\n")
          .containsIgnoringCase("\r\nAccept-Encoding: gzip, br\r\n");
      rig.node.script = connection -> {};
    }
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(
          "HTTP/1.1 416 No\r\nContent-Range: bytes */99\r\nContent-Length: 0\r\n\r\n");
      RawClient.Response answer = client.get("/").read();
      assertThat(answer.status()).isEqualTo(416);
      assertThat(answer.header("Content-Range")).isEqualTo("bytes */99");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void anOldClientGetsNoChunks(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of())) {
      rig.node.answering(
          CHUNKED + "Trailer: Content-Digest\r\n\r\n3\r\nabc\r\n0\r\n" + DIGEST + "\r\n\r\n");
      for (String host : new String[] {"", "Host: shop.example\r\n"}) {
        try (RawClient client = rig.client()) {
          String answer = client.send("GET /old HTTP/1.0\r\n" + host + "\r\n").readToEnd();
          assertThat(answer).startsWith("HTTP/1.").contains(" 200").endsWith("\r\n\r\nabc");
          assertThat(answer).doesNotContainIgnoringCase("Transfer-Encoding");
        }
      }
      assertThat(rig.node.requests)
          .allMatch(request -> request.startsWith("GET /old HTTP/1.1\r\n"));
      assertThat(rig.node.requests.get(1)).contains("\r\nHost: shop.example\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void clientsMaySpeakHttp2(Container container) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (Rig rig = new Rig(container, Map.of())) {
      rig.node.answering(
          r -> {
            String body = r.substring(r.indexOf("\r\n\r\n") + 4);
            return "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Gone\r\nX-Gone: 1\r\n"
                + "Keep-Alive: timeout=9\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                + "Content-Length: "
                + (body.length() + 2)
                + "\r\n\r\n<"
                + body
                + ">";
          });
      URI uri = URI.create("http://127.0.0.1:" + rig.front.port() + "/h2?x=%20");
      for (int length : new int[] {0, 10, 200_000}) {
        String body = "x".repeat(length);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        request = length == 0 ? request : request.POST(BodyPublishers.ofString(body));
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo("<" + body + ">");
        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(answer.headers().firstValue("X-Gone")).isEmpty();
      }
      assertThat(rig.node.requests).hasSize(3);
      assertThat(rig.node.requests.get(1))
          .startsWith("POST /h2?x=%20 HTTP/1.1\r\nHost: 127.0.0.1:" + rig.front.port())
          .contains("\r\nVia: 2")
          .doesNotContainIgnoringCase("HTTP2-Settings");
    }
  }
}
