package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a broken or hostile node may say: the client gets 502 or sees a cut, never another's bytes,
 * and whoever comes next gets his own answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class HostileNodeWireTest {
  private static final String LEAK = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

  private final Map<Container, Rig> rigs = new EnumMap<>(Container.class);

  @BeforeAll
  void open() throws Exception {
    Map<String, String> patient =
        Map.of("berth.forward.failures", "1000", "berth.forward.first-byte-timeout", "1000");
    for (Container container : Container.values()) {
      rigs.put(container, new Rig(container, patient));
    }
  }

  @AfterAll
  void close() throws IOException {
    for (Rig rig : rigs.values()) {
      rig.close();
    }
  }

  static Stream<Arguments> vectors() {
    String ok = "HTTP/1.1 200 OK\r\n";
    Map<String, String> refused = new LinkedHashMap<>();
    refused.put("garbage", "\u0016\u0003\u0001 not at all\r\n\r\n");
    refused.put("HTTP/0.9", "<html>hello</html>");
    refused.put("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n");
    refused.put("no reason, no blank", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n");
    refused.put("two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab");
    refused.put(
        "CL and TE", ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    refused.put("signed length", ok + "Content-Length: +1\r\n\r\na");
    refused.put("TE gzip, chunked", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
    refused.put("obs-fold", ok + "A: b\r\n c\r\nContent-Length: 0\r\n\r\n");
    refused.put("bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
    refused.put("NUL in value", ok + "A: b\u0000c\r\nContent-Length: 0\r\n\r\n");
    refused.put("CR in value", ok + "A: b\rSet-Cookie: evil=1\r\nContent-Length: 0\r\n\r\n");
    refused.put("giant head", ok + "A: " + "x".repeat(40_000) + "\r\n\r\n");
    refused.put("many lines", ok + "A: b\r\n".repeat(300) + "\r\n");
    refused.put("endless 1xx", "HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n".repeat(50));
    refused.put(
        "101 nobody asked for", "HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    refused.put("closes without a word", "");
    refused.put("closes inside the head", "HTTP/1.1 200 OK\r\nConte");
    refused.put("nothing but a 100", "HTTP/1.1 100 Continue\r\n\r\n");
    Map<String, String> cut = new LinkedHashMap<>();
    String big = "x".repeat(50_000);
    cut.put("shorter than declared", ok + "Content-Length: 90000\r\n\r\n" + big);
    cut.put("chunk cut", ok + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n" + big);
    cut.put("bad chunk after good", chunk(ok, big) + "zz\r\n");
    cut.put("chunk without CRLF", chunk(ok, big) + "1\r\naXX0\r\n\r\n");
    cut.put("last chunk missing", chunk(ok, big));
    cut.put("bad trailer", chunk(ok, big) + "0\r\nno colon\r\n\r\n");
    Map<String, String> fine = new LinkedHashMap<>();
    fine.put("longer than declared", ok + "Content-Length: 2\r\n\r\nok" + LEAK);
    fine.put("second answer at once", ok + "Content-Length: 2\r\n\r\nok" + LEAK + LEAK);
    fine.put("204 with a body", "HTTP/1.1 204 No\r\nContent-Length: 6\r\n\r\npoison");
    fine.put("304 with a body", "HTTP/1.1 304 No\r\nContent-Length: 6\r\n\r\npoison");
    fine.put("bytes behind the last chunk", chunk(ok, "ok") + "0\r\n\r\n" + LEAK);
    fine.put(
        "erases its cookie",
        ok + "Connection: Set-Cookie\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok");
    return Stream.of(arguments("refused", refused), arguments("cut", cut), arguments("fine", fine))
        .flatMap(arguments -> arguments);
  }

  private static String chunk(String head, String body) {
    return head
        + "Transfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(body.length())
        + "\r\n"
        + body
        + "\r\n";
  }

  private static Stream<Arguments> arguments(String expected, Map<String, String> vectors) {
    return vectors.entrySet().stream()
        .flatMap(
            vector ->
                Stream.of(Container.values())
                    .map(on -> Arguments.of(on, expected, vector.getKey(), vector.getValue())));
  }

  @ParameterizedTest(name = "{0}: {2} is {1}")
  @MethodSource("vectors")
  void nobodyGetsAnothersBytes(Container on, String expected, String name, String bytes)
      throws Exception {
    Rig rig = Objects.requireNonNull(rigs.get(on));
    for (Socket kept : rig.node.accepted) {
      kept.close();
    }
    await().until(() -> openConnections(rig) == 0);
    rig.node.doing(
        connection -> {
          connection.readRequest();
          connection.say(bytes);
          connection.socket.shutdownOutput();
          connection.in.read();
        });
    try (RawClient client = rig.client()) {
      client.socket.setSoTimeout(5_000);
      String seen =
          client.send("GET /hostile HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").readToEnd();
      check(expected, name, seen);
      assertThat(seen).doesNotContain("poison", "127.0.0.1", "Exception", "\tat ");
    }
    rig.node.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine");
    try (RawClient client = rig.client()) {
      assertThat(client.get("/next").read().body()).isEqualTo("mine");
      assertThat(client.get("/next").read().body()).isEqualTo("mine");
    }
  }

  private static int openConnections(Rig rig) {
    return rig.forwarder.statistics().stream().mapToInt(NodeStatistics::connections).sum();
  }

  private static void check(String expected, String name, String seen) {
    switch (expected) {
      case "refused" -> assertThat(seen).startsWith("HTTP/1.1 502");
      case "cut" ->
          assertThat(seen)
              .as(name)
              .doesNotEndWith("0\r\n\r\n")
              .doesNotContain("X".repeat(10), "Content-Length: 50000");
      default -> assertThat(seen).matches("(?s)HTTP/1.1 (200|204|304).*");
    }
    if (name.equals("erases its cookie")) {
      assertThat(seen).contains("Set-Cookie: a=b");
    }
  }
}
