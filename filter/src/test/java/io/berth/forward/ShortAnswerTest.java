package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

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
        rig.node.doing(
            connection -> {
              connection.readRequest();
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            });
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
}
