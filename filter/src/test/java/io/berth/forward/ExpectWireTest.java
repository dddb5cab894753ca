package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client that waits to be told to go on, a node that answers before the body came, and both: the
 * answer comes, and whoever is next on either connection gets his own.
 */
@Timeout(60)
final class ExpectWireTest {
  private static final String MINE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine";
  private static final int BIG = 900_000;
  private static final Map<String, String> SOON =
      Map.of("berth.forward.first-byte-timeout", "800", "berth.forward.idle-timeout", "800");

  /** What the node does with the request. */
  enum Does {
    READS_ALL,
    ANSWERS_417_TO_THE_HEAD,
    ANSWERS_401_TO_THE_HEAD,
    ANSWERS_401_AND_READS_ON,
    SAYS_NOTHING,
    CLOSES
  }

  /**
   * @param declared the length of the body
   * @param sent how much of it the client sends at once, not waiting for 100
   */
  private record Case(Does does, int declared, int sent, int status) {}

  private static final List<Case> CASES =
      List.of(
          new Case(Does.READS_ALL, 5, 5, 200),
          new Case(Does.READS_ALL, BIG, BIG, 200),
          new Case(Does.ANSWERS_417_TO_THE_HEAD, 5, 5, 417),
          new Case(Does.ANSWERS_417_TO_THE_HEAD, BIG, 100_000, 417),
          new Case(Does.ANSWERS_401_TO_THE_HEAD, 5, 5, 401),
          new Case(Does.ANSWERS_401_TO_THE_HEAD, BIG, 20_000, 401),
          new Case(Does.ANSWERS_401_TO_THE_HEAD, BIG, 300_000, 401),
          new Case(Does.ANSWERS_401_AND_READS_ON, BIG, 300_000, 401),
          new Case(Does.SAYS_NOTHING, 5, 5, 504),
          new Case(Does.SAYS_NOTHING, BIG, 20_000, 408),
          new Case(Does.CLOSES, 5, 5, 502),
          new Case(Does.CLOSES, BIG, 20_000, 502));

  static Stream<Arguments> cases() {
    return Container.eachTwice(CASES);
  }

  @ParameterizedTest(name = "{0}: {1}, expects {2}")
  @MethodSource("cases")
  void nobodyWaitsForEverAndTheNextAnswerIsRight(Container container, Case of, boolean expects)
      throws Exception {
    Map<String, String> settings = of.does == Does.SAYS_NOTHING ? SOON : Map.of();
    try (Rig rig = new Rig(container, settings)) {
      rig.node.doing(connection -> serve(rig.node, of.does, connection));
      try (RawClient client = rig.client()) {
        client.send(
            "POST /expect HTTP/1.1\r\nHost: h\r\nContent-Length: "
                + of.declared
                + "\r\n"
                + (expects ? "Expect: 100-continue\r\n" : "")
                + "\r\n"
                + "x".repeat(of.sent));
        String head = finalHead(client);
        assertThat(Integer.parseInt(head.substring(9, 12))).isEqualTo(of.status);
        assertThat(RawClient.readBody(client.in, head, false)).doesNotContain("127.0.0.1");
        if (of.sent < of.declared) {
          assertThat(head).containsIgnoringCase("\r\nConnection: close\r\n");
        } else if (!RawClient.header(head, "Connection").equals("close")) { // Undertow's 417
          assertThat(client.get("/next").read().body()).isEqualTo("mine");
        }
      }
      if (of.sent < of.declared) {
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.node.openConnections() == 0);
      }
      try (RawClient client = rig.client()) {
        assertThat(client.get("/next").read().body()).isEqualTo("mine");
        assertThat(client.get("/next").read().body()).isEqualTo("mine");
      }
      assertThat(rig.node.requests)
          .allMatch(head -> head.matches("(?s)(POST /expect |GET /next |.connection ended).*"))
          .allMatch(head -> !head.toLowerCase(java.util.Locale.ROOT).contains("\r\nexpect"));
    }
  }

  /** Past at most one 100. */
  private static String finalHead(RawClient client) throws IOException {
    String head = RawClient.readHead(client.in);
    return head.startsWith("HTTP/1.1 100") ? RawClient.readHead(client.in) : head;
  }

  private static void serve(RawNode node, Does does, RawNode.Connection connection)
      throws IOException {
    for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
      node.requests.add(head);
      if (head.startsWith("GET /next ")) {
        connection.say(MINE);
      } else if (!answer(does, head, connection)) {
        return;
      }
    }
  }

  /** Whether the connection goes on, as far as the node is concerned. */
  private static boolean answer(Does does, String head, RawNode.Connection connection)
      throws IOException {
    String early = " No\r\nContent-Length: 2\r\n\r\nno";
    switch (does) {
      case READS_ALL -> {
        RawClient.readBody(connection.in, head, false);
        connection.say(MINE);
        return true;
      }
      case ANSWERS_417_TO_THE_HEAD -> connection.say("HTTP/1.1 417" + early);
      case ANSWERS_401_TO_THE_HEAD -> connection.say("HTTP/1.1 401" + early);
      case ANSWERS_401_AND_READS_ON -> {
        connection.say("HTTP/1.1 401" + early);
        RawClient.readBody(connection.in, head, false);
        return true;
      }
      case SAYS_NOTHING -> {}
      case CLOSES -> {
        return false;
      }
    }
    if (RawClient.header(head, "Content-Length").equals("5")) {
      RawClient.readBody(connection.in, head, false);
      return true;
    }
    connection.in.transferTo(java.io.OutputStream.nullOutputStream());
    return false;
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void whatElseIsExpectedIsRefusedOrEndsHere(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(MINE);
      client.send("GET /odd HTTP/1.1\r\nHost: h\r\nExpect: a-miracle\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(container == Container.TOMCAT ? 417 : 200);
      assertThat(rig.node.requests).noneMatch(r -> r.contains("miracle"));
    }
  }
}
