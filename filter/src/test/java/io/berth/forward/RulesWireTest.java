package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that need no more than one request and a look at both ends. */
@Timeout(60)
final class RulesWireTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Map<String, String> TRUSTING =
      Map.of("berth.forward.trusted-peers", "127.0.0.1");

  private static String get(String lines) {
    return "GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n";
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void anAuthorityThatContradictsTheHostIs400(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of())) {
      rig.node.answering(OK);
      for (String target : List.of("http://evil/", "http://h:81/", "HTTP://h.evil/")) {
        try (RawClient client = rig.client()) {
          client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
          assertThat(client.read().status()).as(target).isEqualTo(400);
        }
      }
      assertThat(rig.node.requests).isEmpty();
      try (RawClient client = rig.client()) {
        assertThat(client.send("GET http://h/x HTTP/1.1\r\nHost: h\r\n\r\n").read().status())
            .isEqualTo(200);
      }
      assertThat(rig.node.requests.get(0)).startsWith("GET /x HTTP/1.1\r\nHost: h\r\n");
      assertThat(status(rig, "GET http://u@h/y HTTP/1.1\r\nHost: h\r\n\r\n"))
          .isEqualTo(container == Container.TOMCAT ? 200 : 400); // Tomcat takes the user off
      assertThat(rig.node.requests).noneMatch(request -> request.contains("u@h"));
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aTrustedPeerIsAppendedToAndMustNotContradictItself(Container container) throws Exception {
    try (Rig rig = new Rig(container, TRUSTING);
        RawClient client = rig.client()) {
      rig.node.answering(OK);
      client.send(
          get(
              "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n"
                  + "X-Forwarded-Proto: https\r\nForwarded: for=203.0.113.5\r\nVia: 1.1 edge\r\n"));
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(rig.node.requests.get(0))
          .contains("\r\nX-Forwarded-For: 203.0.113.5, 127.0.0.1\r\n")
          .contains("\r\nX-Forwarded-Proto: https\r\n")
          .contains("\r\nForwarded: for=203.0.113.5, for=127.0.0.1;")
          .contains("\r\nVia: 1.1 edge, 1.1 berth\r\n");
      client.send(get("X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n"));
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(rig.node.requests).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void cookiesOfANodeStayAsTheyAreAndApart(Container container) throws Exception {
    List<String> cookies =
        List.of(
            "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/",
            "__Host-s=\"q=\"; Secure; HttpOnly; Path=/; SameSite=Strict",
            "__Secure-t=; Secure; Domain=shop.example; Partitioned",
            "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/",
            "odd = v,w ;Max-Age=-1;;x");
    StringBuilder lines = new StringBuilder();
    cookies.forEach(cookie -> lines.append("Set-Cookie: ").append(cookie).append("\r\n"));
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering("HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n");
      String head = client.get("/").read().head();
      List<String> seen = new ArrayList<>();
      for (String line : head.split("\r\n", -1)) {
        if (line.startsWith("Set-Cookie: ")) {
          seen.add(line.substring("Set-Cookie: ".length()));
        }
      }
      assertThat(seen).containsExactlyElementsOf(cookies);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aLocationDoesNotTellTheNodesAddress(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      String own = "http://127.0.0.1:" + rig.node.port();
      rig.node.answering(
          "HTTP/1.1 302 Found\r\nLocation: "
              + own
              + "/next?x=1\r\nContent-Location: https://elsewhere.example/a\r\n"
              + "Content-Length: 0\r\n\r\n");
      RawClient.Response answer = client.get("/").read();
      assertThat(answer.header("Location")).isEqualTo("/next?x=1");
      assertThat(answer.header("Content-Location")).isEqualTo("https://elsewhere.example/a");
      assertThat(answer.head()).doesNotContain("" + rig.node.port());
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void anOptionsGoesAsFarAsItMay(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(OK);
      String ask = "OPTIONS /x HTTP/1.1\r\nHost: h\r\nMax-Forwards: ";
      assertThat(client.send(ask + "0\r\n\r\n").read().status()).isEqualTo(200);
      assertThat(rig.node.requests).isEmpty();
      assertThat(client.send(ask + "7\r\n\r\n").read().body()).isEqualTo("ok");
      assertThat(rig.node.requests.get(0)).containsIgnoringCase("\r\nMax-Forwards: 6\r\n");
      assertThat(client.send(get("Max-Forwards: 0\r\n")).read().body()).isEqualTo("ok");
      assertThat(rig.node.requests.get(1)).containsIgnoringCase("\r\nMax-Forwards: 0\r\n");
      assertThat(client.send(ask + "-1\r\n\r\n").read().status()).isEqualTo(400);
      assertThat(rig.node.requests).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aTraceIsNotServed(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(OK);
      client.send("TRACE / HTTP/1.1\r\nHost: h\r\nCookie: secret=1\r\nMax-Forwards: 0\r\n\r\n");
      RawClient.Response answer = client.read();
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.head() + answer.body()).doesNotContain("secret");
      assertThat(rig.node.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void whatTheWireCanBearIsRefusedAtTheLimitAndNotBelow(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of())) {
      rig.node.answering(OK);
      String ranges = "Range: bytes=" + "0-1,".repeat(1_000) + "5-6\r\n";
      assertThat(status(rig, get(ranges))).isEqualTo(200); // the application judges it
      assertThat(rig.node.requests.get(0)).containsIgnoringCase(ranges);
      assertThat(status(rig, get("Cookie: " + "a=b; ".repeat(49) + "a=b\r\n"))).isEqualTo(200);
      assertThat(status(rig, get("Cookie: " + "a=b; ".repeat(50) + "a=b\r\n"))).isEqualTo(431);
      assertThat(status(rig, get("X-A: b\r\n".repeat(101)))).isIn(400, 431);
      assertThat(status(rig, get("X-A: " + "x".repeat(17_000) + "\r\n"))).isIn(400, 431);
      assertThat(rig.node.requests).hasSize(2);
    }
  }

  private static int status(Rig rig, String request) throws Exception {
    try (RawClient client = rig.client()) {
      return client.send(request).read().status();
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void bytesOnAnIdleConnectionEndIt(Container container) throws Exception {
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.answering(OK);
      assertThat(client.get("/").read().body()).isEqualTo("ok");
      await().until(() -> rig.forwarder.statistics().get(0).idle() == 1);
      rig.node.accepted.get(0).getOutputStream().write('H');
      await().until(() -> rig.forwarder.statistics().get(0).connections() == 0);
      assertThat(client.get("/").read().body()).isEqualTo("ok");
      assertThat(rig.node.accepted).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void membersShareNoConnectionNotEvenAtOneAddress(Container container) throws Exception {
    try (RawNode node = new RawNode().answering(OK);
        Forwarder forwarder = new Forwarder(ForwardSettings.read(Settings.of(Map.of())));
        Front front =
            container.open(
                (request, response) -> {
                  String name = request.getRequestURI().substring(1);
                  Node member = new Node(name, "m", node.node().address(), NodeState.READY);
                  forwarder.forward(request, response, member, Map.of());
                });
        RawClient client = new RawClient(front.port())) {
      for (String member : List.of("n1", "n2", "n1", "n2")) {
        assertThat(client.get("/" + member).read().body()).isEqualTo("ok");
      }
      assertThat(node.accepted).hasSize(2);
    }
  }
}
