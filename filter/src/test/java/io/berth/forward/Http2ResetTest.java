package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams of HTTP/2 that are taken back, by the client or by us. */
@Timeout(120)
final class Http2ResetTest {
  private static final int CONNECTIONS = 5;
  private static final int STREAMS = 1_000;
  private static final int TO_NODE = 8;
  private static final int QUEUE = 20;

  private enum Client {
    /** CVE-2023-44487. */
    TAKES_BACK {
      @Override
      void end(Http2Client client, int stream) throws IOException {
        client.takeBack(stream);
      }
    },
    /** CVE-2025-8671. */
    HAS_IT_TAKEN_BACK {
      @Override
      void end(Http2Client client, int stream) throws IOException {
        client.spoil(stream);
      }
    };

    abstract void end(Http2Client client, int stream) throws IOException;
  }

  static Stream<Arguments> clients() {
    return Arrays.stream(Container.values())
        .flatMap(each -> Arrays.stream(Client.values()).map(how -> Arguments.of(each, how)));
  }

  /** A node that does not answer what takes long, and is left alone with it. */
  private static void answerWellOnly(RawNode.Connection connection, AtomicInteger reached)
      throws IOException {
    String head = connection.readHead();
    for (; head.contains("/well"); head = connection.readHead()) {
      connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell");
    }
    if (!head.isEmpty()) {
      reached.incrementAndGet();
      connection.readHead();
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void whoAsksAndTakesItBackLeavesNothingBehind(Container container, Client how) throws Exception {
    AtomicInteger reached = new AtomicInteger();
    Map<String, String> settings =
        Map.of(
            "berth.forward.connections", "" + TO_NODE,
            "berth.forward.queue", "" + QUEUE,
            "berth.forward.taken-back", "0");
    try (Rig rig = new Rig(container, settings)) {
      rig.node.doing(connection -> answerWellOnly(connection, reached));
      int ended = 0;
      for (int i = 0; i < CONNECTIONS; i++) {
        ended += flood(rig, how) ? 1 : 0;
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> rig.node.openConnections() == 0);
      await().atMost(Duration.ofSeconds(10)).until(() -> isServed(rig));
      System.out.printf(
          "%s %s: %d connections with %d streams each, %d ended by the container; %d requests"
              + " reached the node, all ended as %s%n",
          container, how, CONNECTIONS, STREAMS, ended, reached.get(), Set.copyOf(rig.outcomes));
      assertThat(rig.outcomes).doesNotContain(Outcome.LATE);
      if (reached.get() > 0) { // else all were taken back before they could be sent
        assertThat(rig.outcomes).contains(Outcome.CLIENT_LEFT);
      }
    }
  }

  /**
   * @return whether the container ended the connection
   */
  private static boolean flood(Rig rig, Client how) throws IOException {
    try (Http2Client client = new Http2Client(rig.front.port())) {
      for (int i = 0; i < STREAMS; i++) {
        how.end(client, client.get("/slow"));
      }
      return client.awaitFrame(Http2Client.GOAWAY);
    } catch (SocketException e) {
      return true; // whoever writes on is told so
    }
  }

  private static boolean isServed(Rig rig) throws IOException {
    try (RawClient client = rig.client()) {
      return client.get("/well").read().body().equals("well");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aStreamThatIsTakenBackWhileTheNodeSaysNothingClosesItsConnection(Container container)
      throws Exception {
    AtomicInteger reached = new AtomicInteger();
    try (Rig rig = new Rig(container, Map.of());
        Http2Client client = new Http2Client(rig.front.port())) {
      rig.node.doing(connection -> answerWellOnly(connection, reached));
      int stream = client.get("/slow");
      await().until(() -> reached.get() == 1);

      client.takeBack(stream);

      await().atMost(Duration.ofSeconds(1)).until(() -> rig.node.openConnections() == 0);
      rig.awaitOutcome(Outcome.CLIENT_LEFT);
      client.get("/well");
      assertThat(client.awaitFrame(Http2Client.DATA)).isTrue();
    }
  }

  /** Without a limit everybody would be as slow as the one who does it. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void whoTakesBackTooManyIsToldSoAndOthersAreServed(Container container) throws Exception {
    AtomicInteger reached = new AtomicInteger();
    try (Rig rig = new Rig(container, Map.of("berth.forward.taken-back", "5"))) {
      rig.node.doing(connection -> answerWellOnly(connection, reached));
      for (int i = 1; i <= 5; i++) {
        takeBack(rig, reached, i);
      }
      HttpClient browser = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      URI uri = URI.create("http://127.0.0.1:" + rig.front.port() + "/well");
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
      browser.send(request, BodyHandlers.ofString()); // upgrades
      HttpResponse<String> refused = browser.send(request, BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
      assertThat(reached).as("requests that reached the node").hasValue(5);
      assertThat(rig.outcomes).endsWith(Outcome.REJECTED);
      assertThat(isServed(rig)).as("another client").isTrue();
    }
  }

  /** Over a new connection each time: within one, containers count for themselves. */
  private static void takeBack(Rig rig, AtomicInteger reached, int number) throws IOException {
    try (Http2Client client = new Http2Client(rig.front.port())) {
      int stream = client.get("/slow");
      await().until(() -> reached.get() == number);
      client.takeBack(stream);
      await().until(() -> rig.outcomes.size() == number);
    }
  }

  /** The first answer comes on the stream with which the upgrade from HTTP/1.1 began. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void anAnswerThatBreaksOffIsNotTakenForAWholeOne(Container container) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (Rig rig = new Rig(container, Map.of())) {
      rig.node.answeringOnce(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n5\r\nan an");
      URI uri = URI.create("http://127.0.0.1:" + rig.front.port() + "/");
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(java.net.http.HttpTimeoutException.class);
      }
    }
  }
}
