package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Five hundred clients that send half of something or read nothing cost the others nothing. */
@Timeout(120)
final class SlowClientsTest {
  private static final int SLOW = 500;
  private static final int MORE_THREADS = 64;
  private static final String[] HALVES = {
    "GET /half-a-head HTTP/1.1\r\nHos",
    "POST /half-a-body HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(500),
    "POST /half-a-chunk HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nabc",
    "GET /unread HTTP/1.1\r\nHost: h\r\n\r\n"
  };

  @ParameterizedTest
  @EnumSource(Container.class)
  void othersAreServedAndNothingIsLeftBehind(Container container) throws Exception {
    String much = "x".repeat(3_000_000);
    try (Rig rig = new Rig(container, Map.of())) {
      rig.node.doing(
          connection -> {
            String head = connection.readHead();
            for (; !head.isEmpty(); head = connection.readHead()) {
              if (head.contains("/well")) {
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell");
              } else if (head.contains("/unread")) {
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + much.length() + "\r\n\r\n");
                connection.say(much);
              } else {
                RawClient.readBody(connection.in, head, false);
              }
            }
          });
      assertThat(well(rig)).isEqualTo("well");
      int threads = Thread.activeCount();
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        slow.add(rig.client().send(HALVES[i % HALVES.length]));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> rig.node.openConnections() > SLOW / HALVES.length);
      for (int i = 0; i < 50; i++) {
        assertThat(well(rig)).isEqualTo("well");
      }
      int more = Thread.activeCount() - threads - rig.node.openConnections(); // the node's own
      System.out.printf("%s: %d slow clients, %d more threads%n", container, SLOW, more);
      assertThat(more).isLessThan(MORE_THREADS);
      for (RawClient each : slow) {
        each.reset();
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> rig.node.openConnections() <= 1);
      assertThat(well(rig)).isEqualTo("well");
    }
  }

  private static String well(Rig rig) throws IOException {
    try (RawClient client = rig.client()) {
      return client.get("/well").read().body();
    }
  }
}
