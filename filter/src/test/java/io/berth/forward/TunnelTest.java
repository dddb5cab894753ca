package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WebSocket and whatever else a connection may be upgraded to, as bytes. */
@Timeout(60)
final class TunnelTest {
  private static final String ASK =
      "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Protocol: chat, mail\r\n\r\n";
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: mail\r\n"
          + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n";

  private static Rig echoing(Container container, Map<String, String> settings) throws Exception {
    Rig rig = new Rig(container, settings);
    rig.node.switching(SWITCH + "early", connection -> connection.in.transferTo(connection.out));
    return rig;
  }

  private static String exactly(RawClient client, int length) throws IOException {
    return new String(client.in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void theHandshakeIsTheNodesAndBytesGoBothWays(Container container) throws Exception {
    try (Rig rig = echoing(container, Map.of());
        RawClient client = rig.client()) {
      String head = RawClient.readHead(client.send(ASK).in);
      assertThat(head)
          .startsWith("HTTP/1.1 101")
          .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
          .contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .contains("\r\nSec-WebSocket-Protocol: mail\r\n")
          .contains("\r\nSet-Cookie: a=1\r\n", "\r\nSet-Cookie: b=2\r\n");
      assertThat(head.toLowerCase(java.util.Locale.ROOT).split("\r\nconnection: ?upgrade", -1))
          .hasSize(2);
      assertThat(exactly(client, 5)).isEqualTo("early");
      for (String message : new String[] {"a", "bb", "x".repeat(100_000)}) {
        client.send(message);
        assertThat(exactly(client, message.length())).isEqualTo(message);
      }
      assertThat(rig.node.requests.get(0))
          .contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
          .containsIgnoringCase("\r\nSec-WebSocket-Protocol: chat, mail\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void bytesSentWithTheHandshakeAreNotLost(Container container) throws Exception {
    try (Rig rig = echoing(container, Map.of());
        RawClient client = rig.client()) {
      client.send(ASK + "impatient");
      RawClient.readHead(client.in);
      assertThat(exactly(client, 14)).isEqualTo("earlyimpatient");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aNodeThatEndsEndsTheClientsConnection(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.switching(
          SWITCH,
          connection -> {
            connection.in.read();
            connection.say("bye");
          });
      RawClient.readHead(client.send(ASK).in);
      client.send("x");
      assertThat(client.readToEnd()).isEqualTo("bye");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aClientThatEndsEndsTheNodesConnection(Container container) throws Exception {
    for (boolean politely : new boolean[] {true, false}) {
      try (Rig rig = echoing(container, Map.of())) {
        RawClient client = rig.client();
        RawClient.readHead(client.send(ASK).in);
        assertThat(rig.node.openConnections()).isEqualTo(1);
        if (politely) {
          client.close();
        } else {
          client.reset();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> rig.node.openConnections() == 0);
      }
    }
  }

  /** Tomcat tells of no half: there the whole connection ends, as above. */
  @Test
  void aClientThatEndsItsHalfIsStillToldWhatTheNodeSays() throws Exception {
    try (Rig rig = new Rig(Container.UNDERTOW, Map.of());
        RawClient client = rig.client()) {
      rig.node.switching(
          SWITCH,
          connection -> {
            int heard = connection.in.readAllBytes().length; // up to the client's end
            connection.say("heard " + heard);
          });
      RawClient.readHead(client.send(ASK).in);
      client.send("x".repeat(100_000));
      client.socket.shutdownOutput();
      assertThat(client.readToEnd()).isEqualTo("heard 100000");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void muchGoesBothWaysAtOnceUnchanged(Container container) throws Exception {
    int much = 32 << 20;
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.switching(SWITCH, connection -> connection.in.transferTo(connection.out));
      RawClient.readHead(client.send(ASK).in);
      Thread writer = new Thread(() -> write(client, much));
      writer.start();
      readAndCompare(client.in, much);
      writer.join();
    }
  }

  private static byte[] block(int at, int length) {
    byte[] block = new byte[length];
    for (int i = 0; i < length; i++) {
      block[i] = (byte) (((at + i) * 31) >>> 3);
    }
    return block;
  }

  private static void write(RawClient client, int much) {
    try {
      OutputStream out = client.socket.getOutputStream();
      for (int at = 0; at < much; ) {
        int piece = Math.min(7_919, much - at);
        out.write(block(at, piece));
        at += piece;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readAndCompare(InputStream in, int much) throws IOException {
    byte[] buffer = new byte[65_536];
    for (int at = 0; at < much; ) {
      int n = in.read(buffer, 0, Math.min(buffer.length, much - at));
      assertThat(n).isPositive();
      assertThat(Arrays.equals(buffer, 0, n, block(at, n), 0, n)).as("at " + at).isTrue();
      at += n;
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void manyTunnelsDoNotDisturbEachOther(Container container) throws Exception {
    try (Rig rig = echoing(container, Map.of())) {
      RawClient[] clients = new RawClient[100];
      for (int i = 0; i < clients.length; i++) {
        clients[i] = rig.client();
        RawClient.readHead(clients[i].send(ASK).in);
        assertThat(exactly(clients[i], 5)).isEqualTo("early");
      }
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < clients.length; i++) {
          clients[i].send("message " + (1000 + i));
        }
        for (int i = 0; i < clients.length; i++) {
          assertThat(exactly(clients[i], 12)).isEqualTo("message " + (1000 + i));
        }
      }
      for (RawClient client : clients) {
        client.close();
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> rig.node.openConnections() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aSilentTunnelEndsAfterItsTimeOut(Container container) throws Exception {
    try (Rig rig = echoing(container, Map.of("berth.forward.stream-idle-timeout", "500"));
        RawClient client = rig.client()) {
      RawClient.readHead(client.send(ASK).in);
      assertThat(client.readToEnd()).isEqualTo("early");
      await().atMost(Duration.ofSeconds(5)).until(() -> rig.node.openConnections() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aRefusedHandshakeIsAnOrdinaryAnswer(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(ASK).read().status()).isEqualTo(403);
      }
      assertThat(rig.node.accepted).hasSize(1);
      rig.node.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void onlyWhatWasAskedForIsSwitchedTo(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of("berth.forward.failures", "1000"))) {
      rig.node.doing(
          connection -> {
            rig.node.requests.add(connection.readRequest());
            connection.say(SWITCH);
            connection.in.read();
          });
      String[] asked = {
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 0\r\n\r\n",
      };
      for (String ask : asked) {
        try (RawClient client = rig.client()) {
          assertThat(client.send(ask).read().status()).as(ask).isEqualTo(502);
        }
      }
      assertThat(rig.node.requests).hasSize(asked.length);
    }
  }
}
