package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What passes through a node that leaves, and would never end by itself. */
@Timeout(60)
final class GoodbyeTest {
  private static final String ASK =
      "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";

  private static String bytes(RawClient client, int length) throws Exception {
    return new String(client.in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  private static String until(RawClient client, String end) throws Exception {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      read.append(bytes(client, 1));
    }
    return read.toString();
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void anEventStreamEndsCleanlySoThatItsClientComesBack(Container container) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.doing(
          connection -> {
            connection.readHead();
            connection.say(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
            connection.in.read(); // until the connection ends
            over.countDown();
          });
      client.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(RawClient.readHead(client.in)).startsWith("HTTP/1.1 200");
      await().until(() -> rig.forwarder.underWay() == 1);
      assertThat(until(client, "\n\n\r\n")).endsWith("9\r\ndata: 1\n\n\r\n");
      rig.forwarder.handOver();
      assertThat(bytes(client, 5)).isEqualTo("0\r\n\r\n");
      assertThat(over.await(10, TimeUnit.SECONDS)).as("the node is let go").isTrue();
      rig.awaitOutcome(Outcome.ANSWERED);
      await().until(() -> rig.forwarder.underWay() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void anAnswerThatEndsByItselfGoesOn(Container container) throws Exception {
    CountDownLatch on = new CountDownLatch(1);
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.doing(
          connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
            connection.await(on);
            connection.say("half");
          });
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      RawClient.readHead(client.in);
      assertThat(bytes(client, 4)).isEqualTo("half");
      rig.forwarder.handOver();
      on.countDown();
      assertThat(bytes(client, 4)).isEqualTo("half");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aWebSocketIsToldBetweenTwoFramesAndClosesAtBothEnds(Container container) throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    CountDownLatch on = new CountDownLatch(1);
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.switching(
          SWITCH + "\u0081\u0004ha", // half a frame
          connection -> {
            connection.await(on);
            connection.say("lf\u0081\u0002no");
            byte[] answer = connection.in.readNBytes(8);
            rig.node.requests.add(new String(answer, StandardCharsets.ISO_8859_1));
            heard.countDown();
          });
      RawClient.readHead(client.send(ASK).in);
      assertThat(bytes(client, 4)).isEqualTo("\u0081\u0004ha");
      rig.forwarder.handOver();
      assertThat(rig.forwarder.answers()).as("it wants to say it").isTrue();
      on.countDown();
      assertThat(bytes(client, 2)).isEqualTo("lf");
      assertThat(bytes(client, 4)).isEqualTo(GOING_AWAY);
      client.send("\u0088\u0082mask\u006e\u0088"); // the client's own close frame
      assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(rig.node.requests).hasSize(2).endsWith("\u0088\u0082mask\u006e\u0088");
      assertThat(client.readToEnd()).as("nothing comes behind a close frame").isEmpty();
      await().atMost(Duration.ofSeconds(5)).until(() -> rig.node.openConnections() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aQuietWebSocketIsToldAtOnceAndNotWaitedForLong(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.switching(SWITCH, connection -> connection.in.read());
      RawClient.readHead(client.send(ASK).in);
      await().until(() -> rig.forwarder.underWay() == 1);
      rig.forwarder.handOver();
      assertThat(bytes(client, 4)).isEqualTo(GOING_AWAY);
      assertThat(client.readToEnd()).isEmpty(); // although it never answers
    }
  }

  /** However the bytes are cut up, the goodbye stands where a frame ends. */
  @Test
  void framesAreFollowedHoweverTheyAreCutUp() {
    Random random = new Random(41);
    int boundaries = 0;
    for (int i = 0; i < 2_000; i++) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      java.util.Set<Integer> ends = new java.util.HashSet<>(java.util.Set.of(0));
      for (int frame = 0; frame < 5; frame++) {
        frame(all, random);
        ends.add(all.size());
      }
      byte[] bytes = all.toByteArray();
      WebSocketGoodbye goodbye = new WebSocketGoodbye();
      int wantedAt = random.nextInt(bytes.length);
      int at = 0;
      while (at < bytes.length) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(200));
        if (at >= wantedAt && !goodbye.isWanted()) {
          assertThat(goodbye.isBetweenFrames()).isEqualTo(ends.contains(at));
          goodbye.want();
        }
        int end = goodbye.follow(bytes, at, to);
        if (goodbye.isWanted() && goodbye.isBetweenFrames()) {
          assertThat(ends).contains(end);
          boundaries++;
          break;
        }
        assertThat(end).isEqualTo(to);
        at = to;
      }
    }
    System.out.println(boundaries + " goodbyes placed in 2000 streams, seed 41");
    assertThat(boundaries).isGreaterThan(1_000);
  }

  private static void frame(ByteArrayOutputStream to, Random random) {
    boolean masked = random.nextInt(4) == 0;
    int length =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> random.nextInt(126);
          case 2 -> 126 + random.nextInt(1_000);
          default -> 65_536 + random.nextInt(500);
        };
    to.write(0x81);
    int mask = masked ? 0x80 : 0;
    if (length < 126) {
      to.write(mask | length);
    } else if (length < 65_536) {
      to.write(mask | 126);
      to.write(length >> 8);
      to.write(length);
    } else {
      to.write(mask | 127);
      to.writeBytes(new byte[4]);
      to.write(length >> 24);
      to.write(length >> 16);
      to.write(length >> 8);
      to.write(length);
    }
    byte[] content = new byte[length + (masked ? 4 : 0)];
    random.nextBytes(content);
    to.writeBytes(content);
  }
}
