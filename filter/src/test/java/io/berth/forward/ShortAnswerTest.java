package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fits into the container's buffer may be kept until it is whole, and no longer than that. */
@Timeout(60)
final class ShortAnswerTest {
  private static final int ROUNDS = 20;

  @ParameterizedTest
  @EnumSource(Container.class)
  void oneThatPausesReachesTheClientAsItComes(Container container) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      CountDownLatch seen = new CountDownLatch(1);
      try (Rig rig = new Rig(container, Map.of());
          RawClient client = rig.client()) {
        rig.node.doing(
            connection -> {
              connection.readRequest();
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
              connection.await(seen);
              connection.say("world");
            });
        client.get("/");
        assertThat(RawClient.readHead(client.in)).startsWith("HTTP/1.1 200");
        assertThat(client.in.readNBytes(5)).asString().isEqualTo("hello");
        seen.countDown();
        assertThat(client.in.readNBytes(5)).asString().isEqualTo("world");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void oneThatBreaksOffIsNeverTakenForWhole(Container container) throws Exception {
    int told = 0;
    for (int i = 0; i < ROUNDS; i++) {
      try (Rig rig = new Rig(container, Map.of());
          RawClient client = rig.client()) {
        rig.node.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        client.get("/");
        String head = RawClient.readHead(client.in);
        if (head.startsWith("HTTP/1.1 502")) {
          told++;
        } else {
          assertThat(head).startsWith("HTTP/1.1 200").contains("10\r\n");
          assertThat(client.in.readAllBytes()).asString().isIn("", "hello");
        }
        rig.awaitOutcome(Outcome.BROKEN);
      }
    }
    System.out.printf(
        "%s: of %d that broke off %d were told, the others cut%n", container, ROUNDS, told);
  }

  /** Requests in a row on one connection, until the server reads no more of them. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void whoAsksAndNeverReadsHoldsUpNobodyElse(Container container) throws Exception {
    for (int length : new int[] {8 * 1024, 30 * 1024}) {
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length);
      try (Rig rig = new Rig(container, Map.of());
          RawClient greedy = rig.client();
          RawClient other = rig.client()) {
        rig.node.answering(answer);
        greedy.socket.setReceiveBufferSize(4096); // else the system takes megabytes for it
        Thread asking = new Thread(() -> askOn(greedy), "greedy");
        asking.setDaemon(true);
        asking.start();
        StreamingTest.awaitStall(rig.node.requests::size);
        assertThat(rig.forwarder.answers()).as("the loop turns").isTrue();
        assertThat(other.get("/").read().body()).hasSize(length);
        System.out.printf(
            "%s: %d answers of %d bytes for somebody who never read%n",
            container, rig.node.requests.size() - 1, length);
      }
    }
  }

  private static void askOn(RawClient client) {
    try {
      while (true) {
        client.get("/");
      }
    } catch (IOException | UncheckedIOException e) {
      // the test is over
    }
  }
}
