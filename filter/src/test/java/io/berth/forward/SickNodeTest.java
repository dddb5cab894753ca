package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node that refuses, hangs or talks nonsense costs the others nothing and comes back by itself.
 */
@Timeout(60)
final class SickNodeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Map<String, String> QUICK =
      Map.of(
          "berth.forward.connections", "2",
          "berth.forward.queue", "2",
          "berth.forward.connect-timeout", "300",
          "berth.forward.first-byte-timeout", "700",
          "berth.forward.probe-interval", "200");

  private final List<String> outcomes = new CopyOnWriteArrayList<>();

  private Front front(Forwarder forwarder, Node well, Node sick) throws Exception {
    return new TomcatFront(
        (request, response) ->
            forwarder.forward(
                request,
                response,
                request.getRequestURI().startsWith("/sick") ? sick : well,
                Map.of()));
  }

  private Forwarder forwarder() {
    return new Forwarder(
        ForwardSettings.read(Settings.of(QUICK)),
        (node, outcome) -> outcomes.add(node.name() + " " + outcome));
  }

  private static Node node(String name, int port) {
    return new Node(name, "m", URI.create("http://127.0.0.1:" + port), NodeState.READY);
  }

  private static int status(Front front, String target) throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      return client.get(target).read().status();
    }
  }

  @Test
  void aNodeThatRefusesIsSetAsideAndFoundAgainByAProbe() throws Exception {
    int port = Ports.free();
    Node sick = node("sick", port);
    try (RawNode well = new RawNode().answering(OK);
        Forwarder forwarder = forwarder();
        Front front = front(forwarder, well.node(), sick)) {
      for (int i = 0; i < 3; i++) {
        assertThat(forwarder.isUp(sick)).isTrue();
        assertThat(status(front, "/sick")).isEqualTo(503);
      }
      await().until(() -> !forwarder.isUp(sick));
      assertThat(status(front, "/sick")).isEqualTo(503);
      assertThat(status(front, "/well")).isEqualTo(200);
      await().until(() -> outcomes.containsAll(List.of("sick UNREACHABLE", "n2 ANSWERED")));
      try (ServerSocket back = new ServerSocket()) {
        back.setReuseAddress(true);
        back.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread answering = new Thread(() -> answerAll(back));
        answering.setDaemon(true);
        answering.start();
        await().atMost(Duration.ofSeconds(5)).until(() -> forwarder.isUp(sick));
        assertThat(status(front, "/sick")).isEqualTo(200);
      }
    }
  }

  private static void answerAll(ServerSocket back) {
    try {
      while (true) {
        var socket = back.accept();
        RawClient.readHead(socket.getInputStream());
        socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
        socket.close();
      }
    } catch (java.io.IOException e) {
      assertThat(back.isClosed()).isTrue();
    }
  }

  @Test
  void aFrozenNodeIsSetAsideAndAConnectionAloneDoesNotBringItBack() throws Exception {
    try (RawNode well = new RawNode().answering(OK);
        ServerSocket frozen = Ports.listen();
        Forwarder forwarder = forwarder()) {
      Node sick = node("sick", frozen.getLocalPort());
      try (Front front = front(forwarder, well.node(), sick)) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          clients.add(new RawClient(front.port()).get("/sick"));
        }
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
          assertThat(status(front, "/well")).isEqualTo(200);
        }
        System.out.printf(
            "50 answers of the well node beside a frozen one: %d ms%n",
            (System.nanoTime() - start) / 1_000_000);
        for (RawClient client : clients) {
          assertThat(client.read().status()).isIn(503, 504);
          client.close();
        }
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  status(front, "/sick");
                  return !forwarder.isUp(sick);
                });
        await()
            .during(Duration.ofSeconds(2))
            .atMost(Duration.ofSeconds(4))
            .until(() -> !forwarder.isUp(sick));
        await().until(() -> outcomes.containsAll(List.of("sick LATE", "sick OVERLOADED")));
      }
    }
  }

  @Test
  void theStatisticsSayWhatHappened() throws Exception {
    try (RawNode well = new RawNode().answering(OK);
        Forwarder forwarder = forwarder();
        Front front = front(forwarder, well.node(), node("sick", Ports.free()))) {
      assertThat(status(front, "/well")).isEqualTo(200);
      assertThat(status(front, "/sick")).isEqualTo(503);
      await().until(() -> outcomes.size() == 2);
      Latency none = new Latency(0, 0, 0, 0, 0);
      assertThat(forwarder.statistics())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("latency")
          .containsExactlyInAnyOrder(
              new NodeStatistics("n2", true, 1, 1, 0, Map.of(Outcome.ANSWERED, 1L), none),
              new NodeStatistics("sick", true, 0, 0, 0, Map.of(Outcome.UNREACHABLE, 1L), none));
      assertThat(forwarder.statistics())
          .extracting(each -> each.latency().answers())
          .containsExactlyInAnyOrder(1L, 0L);
    }
  }
}
