package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a forward must do on every container; raw bytes on both ends. */
@Timeout(60)
abstract class ForwarderContract {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private LateRig rig;
  private RawNode node;

  abstract Front open(Front.Handler handler) throws Exception;

  @BeforeEach
  void startNode() throws IOException {
    rig = new LateRig("http");
    node = rig.node;
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  private RawClient client() throws Exception {
    return rig.client(this::open);
  }

  @Test
  void aRequestArrivesInOriginFormWithItsTargetUntouched() throws Exception {
    node.answering(OK);
    try (RawClient client = client()) {
      client.get("/a%20b/c;v=1?q=%7a&x=1+2").read();
    }
    assertThat(node.requests.get(0))
        .startsWith("GET /a%20b/c;v=1?q=%7a&x=1+2 HTTP/1.1\r\nHost: shop.example\r\n");
  }

  @Test
  void anAnswerComesBackWithStatusHeadersAndBody() throws Exception {
    node.answering(
        "HTTP/1.1 404 Gone Fishing\r\nContent-Type: text/html\r\nSet-Cookie: a=1; Path=/\r\n"
            + "Set-Cookie: b=\"2\"; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\nX-Odd: \u00e9\r\n"
            + "Content-Length: 4\r\n\r\nlost");
    try (RawClient client = client()) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body()).isEqualTo("lost");
      assertThat(response.head())
          .contains("Set-Cookie: a=1; Path=/\r\n")
          .contains("Set-Cookie: b=\"2\"; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\n")
          .contains("X-Odd: \u00e9\r\n")
          .contains("Content-Length: 4\r\n");
    }
    rig.awaitOutcome(Outcome.ANSWERED);
  }

  @Test
  void aConnectionIsUsedAgainAfterACleanExchange() throws Exception {
    node.answering(OK);
    try (RawClient client = client()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("/" + i).read().body()).isEqualTo("ok");
      }
    }
    assertThat(node.accepted).hasSize(1);
    assertThat(node.requests).hasSize(20);
  }

  @Test
  void aShortBodyIsSentWithItsLength() throws Exception {
    node.answering(OK);
    try (RawClient client = client()) {
      client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.read().body()).isEqualTo("ok");
      client.send("POST /q HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("ok");
    }
    assertThat(node.requests.get(0)).contains("Content-Length: 5\r\n").endsWith("\r\n\r\nhello");
    assertThat(node.requests.get(1)).contains("Content-Length: 0\r\n").endsWith("\r\n\r\n");
  }

  @Test
  void aChunkedBodyOfUnknownLengthIsSentInOurOwnChunks() throws Exception {
    node.answering(OK);
    try (RawClient client = client()) {
      client.send(
          "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      await().until(() -> node.accepted.size() == 1);
      client.send("6\r\n world\r\n0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("ok");
    }
    assertThat(node.requests.get(0))
        .contains("Transfer-Encoding: chunked\r\n")
        .doesNotContain("Content-Length")
        .endsWith("hello world");
  }

  @Test
  void aChunkedAnswerIsFramedAnew() throws Exception {
    node.answering(
        "HTTP/1.1 200 OK\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "3;x=y\r\n"
            + "abc\r\n"
            + "4\r\n"
            + "defg\r\n"
            + "0\r\n\r\n");
    try (RawClient client = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/").read().body()).isEqualTo("abcdefg");
      }
    }
    assertThat(node.accepted).hasSize(1);
  }

  @Test
  void anAnswerThatEndsWithItsConnectionIsWhole() throws Exception {
    node.answeringOnce("HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nuntil the end");
    try (RawClient client = client()) {
      assertThat(client.get("/").read().body()).isEqualTo("until the end");
      assertThat(client.get("/").read().body()).isEqualTo("until the end");
    }
    assertThat(node.accepted).hasSize(2);
  }

  @Test
  void answersWithoutBodyLeaveTheConnectionClean() throws Exception {
    node.doing(
        connection -> {
          connection.readRequest();
          connection.say("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n");
          connection.readRequest();
          connection.say("HTTP/1.1 204 No Content\r\n\r\n");
          connection.readRequest();
          connection.say("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 7\r\n\r\n");
          connection.readRequest();
          connection.say(OK);
        });
    try (RawClient client = client()) {
      client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read(true).header("Content-Length")).isEqualTo("999");
      assertThat(client.get("/").read(true).status()).isEqualTo(204);
      assertThat(client.get("/").read().header("ETag")).isEqualTo("\"x\"");
      assertThat(client.get("/").read().body()).isEqualTo("ok");
    }
    assertThat(node.accepted).hasSize(1);
  }

  @Test
  void whatBelongsToOneConnectionStopsHere() throws Exception {
    node.answering(
        "HTTP/1.1 200 OK\r\n"
            + "Connection: keep-alive, X-Gone\r\n"
            + "X-Gone: 1\r\n"
            + "Keep-Alive: timeout=9\r\n"
            + "Proxy-Authenticate: x\r\n"
            + "Upgrade: h2c\r\n"
            + "X-Stays: 1\r\n"
            + "Berth-Token: t\r\n"
            + "Content-Length: 2\r\n\r\n"
            + "ok");
    try (RawClient client = client()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\n"
              + "Keep-Alive: 5\r\nTE: gzip\r\nProxy-Authorization: x\r\nProxy-Connection: x\r\n"
              + "Upgrade: foo\r\nberth-hop: forged\r\nBerth-Token: mine\r\nX_Forwarded_For: f\r\n"
              + "X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nVia: 1.1 liar\r\n\r\n");
      RawClient.Response response = client.read();
      assertThat(response.head())
          .contains("X-Stays: 1")
          .contains("Berth-Token: t")
          .doesNotContain("X-Gone", "timeout=9", "Proxy-Auth", "h2c");
    }
    assertThat(node.requests.get(0))
        .contains("\r\nBerth-Hop: sealed\r\n")
        .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n")
        .contains("\r\nForwarded: for=127.0.0.1;host=\"h\";proto=http\r\n")
        .contains("\r\nVia: 1.1 berth\r\n")
        .doesNotContain("forged", "6.6.6.6", "liar", "X_Forwarded_For")
        .doesNotContainIgnoringCase("\r\nX-Mine")
        .doesNotContainIgnoringCase("\r\nKeep-Alive")
        .doesNotContainIgnoringCase("\r\nTE:")
        .doesNotContainIgnoringCase("\r\nUpgrade")
        .doesNotContainIgnoringCase("\r\nProxy-");
  }

  @Test
  void aRequestThatNominatesAProtectedHeaderIsRefused() throws Exception {
    node.answering(OK);
    try (RawClient client = client()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close, Cookie\r\nCookie: a=b\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(400);
    }
    assertThat(node.requests).isEmpty();
    rig.awaitOutcome(Outcome.REJECTED);
  }

  @Test
  void aNodeThatRefusesConnectionsIsA503WithoutItsAddress() throws Exception {
    node.close();
    try (RawClient client = client()) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Cache-Control")).isEqualTo("no-store");
      assertThat(response.header("Retry-After")).isEqualTo("1");
      assertThat(response.head() + response.body()).doesNotContain("" + node.port(), "127.0.0.1");
    }
    rig.awaitOutcome(Outcome.UNREACHABLE);
  }

  @Test
  void aNodeThatDoesNotAnswerIsA504() throws Exception {
    rig.settings.put("berth.forward.first-byte-timeout", "300");
    node.doing(
        connection -> {
          connection.readRequest();
          RawNode.readAll(connection.in);
        });
    try (RawClient client = client()) {
      assertThat(client.get("/").read().status()).isEqualTo(504);
    }
    rig.awaitOutcome(Outcome.LATE);
    await().until(() -> node.openConnections() == 0);
  }

  @Test
  void garbageIsA502AndTheConnectionGoes() throws Exception {
    node.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok");
    try (RawClient client = client()) {
      assertThat(client.get("/").read().status()).isEqualTo(502);
      assertThat(client.get("/").read().status()).isEqualTo(502);
    }
    assertThat(node.accepted).hasSize(2);
    rig.awaitOutcome(Outcome.MALFORMED);
  }

  @Test
  void aNodeThatDiesInTheMiddleIsSeenAsACutNotAsAnEnd() throws Exception {
    node.doing(
        connection -> {
          connection.readRequest();
          connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
          connection.in.read(); // until this test says so
          connection.reset();
        });
    try (RawClient client = client()) {
      client.get("/");
      String head = RawClient.readHead(client.in);
      assertThat(head).contains("chunked");
      assertThat(RawClient.chunkSize(client.in)).isEqualTo(5);
      node.accepted.get(0).close();
      assertThat(client.readToEnd()).doesNotContain("0\r\n\r\n");
    }
    rig.awaitOutcome(Outcome.BROKEN);
    try (RawClient next = client()) {
      node.answering(OK);
      assertThat(next.get("/").read().body()).isEqualTo("ok");
    }
  }

  @Test
  void anAnswerShorterThanDeclaredIsCut() throws Exception {
    String much = "x".repeat(20_000);
    node.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n" + much);
    try (RawClient client = client()) {
      client.get("/");
      assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
    }
    node.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nshort");
    try (RawClient client = client()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      String seen = client.readToEnd(); // where nothing had been sent yet it can be told
      assertThat(seen).doesNotContain("127.0.0.1");
      assertThat(seen.contains("HTTP/1.1 502") && seen.contains("short")).isFalse();
    }
    rig.awaitOutcome(Outcome.BROKEN);
  }

  @Test
  void aStaleConnectionIsReplacedForAGetAndNeverForAPostThatWasSent() throws Exception {
    node.doing(
        connection -> {
          node.requests.add(connection.readRequest());
          connection.say(OK);
          node.requests.add(connection.readRequest());
          connection.reset(); // the second request was read: its fate is unknown
        });
    try (RawClient client = client()) {
      assertThat(client.get("/1").read().status()).isEqualTo(200);
      assertThat(client.get("/2").read().status()).isEqualTo(200);
      client.send("POST /3 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
      assertThat(client.read().status()).isEqualTo(502);
    }
    assertThat(node.requests).filteredOn(request -> request.startsWith("POST")).hasSize(1);
  }

  @Test
  void bytesNobodyAskedForEndAConnection() throws Exception {
    node.doing(
        connection -> {
          connection.readRequest();
          connection.say(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
          connection.readRequest();
        });
    try (RawClient client = client()) {
      assertThat(client.get("/").read().body()).isEqualTo("ok");
      assertThat(client.get("/").read().body()).isEqualTo("ok");
    }
    assertThat(node.accepted).hasSize(2);
  }

  @Test
  void aClientThatLeavesClosesTheNodesConnection() throws Exception {
    node.doing(
        connection -> {
          connection.readRequest();
          connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
          try {
            for (int i = 0; i < 1_000_000; i++) {
              connection.say("data: " + i + "\n\n" + "x".repeat(1000));
            }
          } finally {
            connection.socket.close();
          }
        });
    try (RawClient client = client()) {
      client.get("/");
      RawClient.readHead(client.in);
      client.reset();
    }
    await().atMost(Duration.ofSeconds(1)).until(() -> rig.outcomes.contains(Outcome.CLIENT_LEFT));
    await().atMost(Duration.ofSeconds(1)).until(() -> node.openConnections() == 0);
  }

  @Test
  void aClientThatBreaksOffItsBodyClosesTheNodesConnection() throws Exception {
    node.doing(
        connection -> {
          connection.readHead();
          RawNode.readAll(connection.in);
        });
    RawClient client = client();
    client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n" + "x".repeat(1000));
    await().until(() -> node.openConnections() == 1);
    client.close();
    rig.awaitOutcome(Outcome.CLIENT_LEFT);
    await().atMost(Duration.ofSeconds(5)).until(() -> node.openConnections() == 0);
  }

  @Test
  void everyEventIsFlushed() throws Exception {
    node.doing(
        connection -> {
          connection.readRequest();
          connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
          connection.say("Content-Type: text/event-stream\r\n\r\n");
          for (int c = connection.in.read(); c >= 0; c = connection.in.read()) {
            connection.say("8\r\nevent:" + (char) c + "\n\r\n");
          }
        });
    try (RawClient client = client()) {
      client.get("/");
      await().until(() -> node.accepted.size() == 1);
      java.io.OutputStream prompt = node.accepted.get(0).getOutputStream();
      prompt.write("8\r\nevent:a\n\r\n".getBytes(StandardCharsets.US_ASCII));
      RawClient.readHead(client.in);
      assertThat(RawClient.chunkSize(client.in)).isEqualTo(8);
      assertThat(RawClient.line(client.in)).isEqualTo("event:a\n");
      prompt.write("8\r\nevent:b\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(RawClient.chunkSize(client.in)).isEqualTo(8);
      assertThat(RawClient.line(client.in)).isEqualTo("event:b\n");
    }
  }

  @Test
  void aFullQueueIsA503AtOnceAndAFreeConnectionServesTheNext() throws Exception {
    rig.settings.put("berth.forward.connections", "1");
    rig.settings.put("berth.forward.queue", "1");
    rig.settings.put("berth.forward.connect-timeout", "5000");
    node.doing(
        connection -> {
          for (String r = connection.readRequest(); !r.isEmpty(); r = connection.readRequest()) {
            node.requests.add(r);
            await().until(() -> node.requests.contains("go"));
            connection.say(OK);
          }
        });
    try (RawClient first = client();
        RawClient second = client();
        RawClient third = client()) {
      first.get("/1");
      await().until(() -> node.requests.size() == 1);
      second.get("/2");
      await().until(() -> rig.waiting() == 1);
      assertThat(third.get("/3").read().status()).isEqualTo(503);
      node.requests.add("go");
      assertThat(first.read().body()).isEqualTo("ok");
      assertThat(second.read().body()).isEqualTo("ok");
    }
    assertThat(node.accepted).hasSize(1);
  }

  @Test
  void aBigBodyGoesUpAndDownUnchanged() throws Exception {
    StringBuilder big = new StringBuilder();
    for (int i = 0; i < 400_000; i++) {
      big.append((char) (' ' + i % 90));
    }
    node.echoing();
    try (RawClient client = client()) {
      for (int i = 0; i < 5; i++) {
        String body = big.substring(i, 300_000 + i * 20_000);
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n");
        client.send(body);
        assertThat(client.read().body()).isEqualTo(body);
      }
    }
    assertThat(node.accepted).hasSize(1);
  }
}
