package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who takes too long, and what becomes of it. The other time-outs are in the contract. */
@Timeout(60)
final class TimeOutTest {
  private static final Map<String, String> TOTAL = Map.of("berth.forward.total-timeout", "600");

  @ParameterizedTest
  @EnumSource(Container.class)
  void aWholeExchangeEndsInTime(Container container) throws Exception {
    try (Rig rig = new Rig(container, TOTAL);
        RawClient client = rig.client()) {
      rig.node.doing(
          connection -> {
            connection.readRequest();
            connection.in.read();
          });
      client.get("/");
      assertThat(client.read().status()).isEqualTo(504);
      rig.awaitOutcome(Outcome.LATE);
      await().atMost(Duration.ofSeconds(5)).until(() -> rig.node.openConnections() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void anAnswerThatNeverPausesIsCutAllTheSame(Container container) throws Exception {
    try (Rig rig = new Rig(container, TOTAL);
        RawClient client = rig.client()) {
      rig.node.doing(
          connection -> {
            connection.readRequest();
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.socket.setSoTimeout(20);
            for (int i = 0; i < 1_000; i++) {
              connection.say("1\r\nx\r\n");
              try {
                connection.in.read();
              } catch (java.net.SocketTimeoutException e) {
                continue; // that is how this node waits
              }
            }
          });
      client.get("/");
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").doesNotContain("0\r\n\r\n");
      rig.awaitOutcome(Outcome.LATE);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aPauseWithinABodyIsCut(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of("berth.forward.idle-timeout", "400"));
        RawClient client = rig.client()) {
      rig.node.doing(
          connection -> {
            connection.readRequest();
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
            connection.in.read();
          });
      client.get("/");
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").doesNotContain("0\r\n\r\n");
      rig.awaitOutcome(Outcome.LATE);
    }
  }
}
