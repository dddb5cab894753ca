package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Node;
import io.berth.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is tried a second time and what is not: a table of what a node may do to a request, and how
 * often two nodes get to see it.
 */
@Timeout(60)
final class RetryTableTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String WRONG =
      "HTTP/1.1 421 Misdirected\r\nBerth-Packet: sealed\r\nContent-Length: 0\r\n\r\n";
  private static final int CUT = 0;

  /** What the first node does with the request itself; before that it has answered another one. */
  enum Does {
    REFUSES_CONNECTIONS,
    RESETS_A_NEW_CONNECTION,
    RESETS_A_KEPT_CONNECTION,
    CLOSES_THE_IDLE_CONNECTION,
    RESETS_AFTER_ONE_BYTE,
    RESETS_WITHIN_THE_BODY,
    SAYS_WHO_IS_RIGHT,
    SAYS_421_OF_ITS_OWN;

    boolean isOnAKeptConnection() {
      return this == RESETS_A_KEPT_CONNECTION || this == CLOSES_THE_IDLE_CONNECTION;
    }
  }

  /**
   * @param status what the client sees; {@link #CUT} for an answer that breaks off
   * @param first how often the first node sees the request
   * @param second how often the second one does
   */
  private record Case(Does does, String method, int body, int status, int first, int second) {}

  private static final List<Case> CASES =
      List.of(
          new Case(Does.REFUSES_CONNECTIONS, "GET", 0, 200, 0, 1),
          new Case(Does.REFUSES_CONNECTIONS, "POST", 0, 200, 0, 1),
          new Case(Does.REFUSES_CONNECTIONS, "POST", 10, 200, 0, 1),
          new Case(Does.REFUSES_CONNECTIONS, "PATCH", 60_000, 200, 0, 1),
          new Case(Does.REFUSES_CONNECTIONS, "POST", 900_000, 200, 0, 1),
          new Case(Does.RESETS_A_NEW_CONNECTION, "GET", 0, 502, 1, 0),
          new Case(Does.RESETS_A_NEW_CONNECTION, "POST", 10, 502, 1, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "GET", 0, 200, 2, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "HEAD", 0, 200, 2, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "DELETE", 0, 200, 2, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "PUT", 10, 200, 2, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "PUT", 60_000, 200, 2, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "PUT", 900_000, 502, 1, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "POST", 0, 502, 1, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "POST", 10, 502, 1, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "PATCH", 10, 502, 1, 0),
          new Case(Does.RESETS_A_KEPT_CONNECTION, "LOCK", 0, 502, 1, 0),
          new Case(Does.CLOSES_THE_IDLE_CONNECTION, "GET", 0, 200, 1, 0),
          new Case(Does.CLOSES_THE_IDLE_CONNECTION, "POST", 10, 200, 1, 0),
          new Case(Does.CLOSES_THE_IDLE_CONNECTION, "POST", 900_000, 200, 1, 0),
          new Case(Does.RESETS_AFTER_ONE_BYTE, "GET", 0, 502, 1, 0),
          new Case(Does.RESETS_AFTER_ONE_BYTE, "POST", 10, 502, 1, 0),
          new Case(Does.RESETS_WITHIN_THE_BODY, "GET", 0, CUT, 1, 0),
          new Case(Does.RESETS_WITHIN_THE_BODY, "POST", 10, CUT, 1, 0),
          new Case(Does.SAYS_WHO_IS_RIGHT, "GET", 0, 200, 1, 1),
          new Case(Does.SAYS_WHO_IS_RIGHT, "HEAD", 0, 200, 1, 1),
          new Case(Does.SAYS_WHO_IS_RIGHT, "POST", 10, 200, 1, 1),
          new Case(Does.SAYS_WHO_IS_RIGHT, "POST", 60_000, 200, 1, 1),
          new Case(Does.SAYS_WHO_IS_RIGHT, "POST", 900_000, 503, 1, 0),
          new Case(Does.SAYS_421_OF_ITS_OWN, "GET", 0, 421, 1, 0),
          new Case(Does.SAYS_421_OF_ITS_OWN, "POST", 10, 421, 1, 0));

  static Stream<Arguments> cases() {
    return Container.each(CASES);
  }

  private RawNode first;
  private RawNode second;

  @BeforeEach
  void start() throws IOException {
    first = new RawNode();
    second = new RawNode().answering(OK);
  }

  @AfterEach
  void stop() throws IOException {
    first.close();
    second.close();
  }

  /** The second node, whatever the first one says. */
  private final class ToTheSecond implements Elsewhere {
    private final Node other = new Node("n3", "m2", second.node().address(), second.node().state());

    @Override
    public Optional<Node> unreachable(Node asked) {
      return Optional.of(other);
    }

    @Override
    public Optional<Node> misdirected(Node asked, String packet) {
      assertThat(packet).isEqualTo("sealed");
      return Optional.of(other);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingIsExecutedTwiceThatMustNotBe(Container container, Case expected) throws Exception {
    first.doing(connection -> behave(expected.does, connection));
    if (expected.does == Does.REFUSES_CONNECTIONS) {
      first.close();
    }
    Node target = first.node();
    try (Forwarder forwarder = new Forwarder(ForwardSettings.read(Settings.of(Map.of())));
        Front front =
            container.open(
                (request, response) ->
                    forwarder.forward(request, response, target, Map.of(), new ToTheSecond()))) {
      if (expected.does.isOnAKeptConnection()) {
        try (RawClient client = new RawClient(front.port())) {
          assertThat(client.get("/before").read().status()).isEqualTo(200);
        }
      }
      if (expected.does == Does.CLOSES_THE_IDLE_CONNECTION) {
        await().atMost(Duration.ofSeconds(5)).until(() -> first.openConnections() == 0);
      }
      try (RawClient client = new RawClient(front.port())) {
        assertThat(status(client, expected)).isEqualTo(expected.status);
      }
    }
    assertThat(executions(first)).as("at the first node").isEqualTo(expected.first);
    assertThat(executions(second)).as("at the second node").isEqualTo(expected.second);
  }

  private static int status(RawClient client, Case of) throws IOException {
    String head = of.method + " /it HTTP/1.1\r\nHost: h\r\nContent-Length: " + of.body + "\r\n\r\n";
    client.send(head);
    if (of.body > 100_000) {
      client.send("x".repeat(of.body / 2));
      client.send("x".repeat(of.body - of.body / 2));
    } else {
      client.send("x".repeat(of.body));
    }
    String answer = RawClient.readHead(client.in);
    if (of.status == CUT) {
      assertThat(client.readToEnd()).matches("0?5\r\nhello\r\n");
      return CUT;
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static long executions(RawNode node) {
    return node.requests.stream().filter(request -> request.contains(" /it ")).count();
  }

  private void behave(Does does, RawNode.Connection connection) throws IOException {
    boolean kept = false;
    for (String request = read(connection); !request.isEmpty(); request = read(connection)) {
      first.requests.add(request);
      boolean before = request.contains(" /before ");
      if (before || (does == Does.RESETS_A_KEPT_CONNECTION && !kept)) {
        connection.say(OK);
        kept = true;
        if (does == Does.CLOSES_THE_IDLE_CONNECTION) {
          return;
        }
      } else if (!react(does, connection)) {
        return;
      }
    }
  }

  /** Whether the connection goes on. */
  private static boolean react(Does does, RawNode.Connection connection) throws IOException {
    switch (does) {
      case RESETS_AFTER_ONE_BYTE -> connection.say("H");
      case RESETS_WITHIN_THE_BODY ->
          connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      case SAYS_WHO_IS_RIGHT -> connection.say(WRONG);
      case SAYS_421_OF_ITS_OWN -> connection.say("HTTP/1.1 421 No\r\nContent-Length: 0\r\n\r\n");
      case CLOSES_THE_IDLE_CONNECTION -> connection.say(OK);
      default -> {
        connection.reset();
        return false;
      }
    }
    if (does == Does.RESETS_AFTER_ONE_BYTE || does == Does.RESETS_WITHIN_THE_BODY) {
      connection.socket.close();
      return false;
    }
    return true;
  }

  private static String read(RawNode.Connection connection) {
    try {
      return connection.readRequest();
    } catch (IOException e) {
      return "";
    }
  }
}
