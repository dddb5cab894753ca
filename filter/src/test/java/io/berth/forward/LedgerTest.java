package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections are reset at random bytes of requests and answers, by either side, while the node
 * keeps a ledger of what it executed: what must not be executed twice never is, and nobody is told
 * of an execution that was none. Seeded, so that a failure can be played again.
 */
@Timeout(120)
final class LedgerTest {
  private static final int ROUNDS = Integer.getInteger("berth.test.rounds", 400);
  private static final String[] METHODS = {"POST", "POST", "PATCH", "PUT", "DELETE", "GET"};
  private static final int[] BODIES = {0, 10, 5_000, 70_000, 300_000};
  private static final int ANSWER = 20_000;

  /** Who resets, and where. */
  enum Cut {
    NOBODY,
    NODE_WITHIN_THE_REQUEST,
    NODE_WITHIN_THE_ANSWER,
    CLIENT_WITHIN_THE_REQUEST,
    CLIENT_WITHIN_THE_ANSWER
  }

  /**
   * One request.
   *
   * @param share how far into the request or the answer, 0 to 1
   */
  private record Attempt(String id, String method, int body, Cut cut, double share) {
    static Attempt random(int id, Random random) {
      return new Attempt(
          "r" + id,
          METHODS[random.nextInt(METHODS.length)],
          BODIES[random.nextInt(BODIES.length)],
          Cut.values()[random.nextInt(Cut.values().length)],
          random.nextInt(4) == 0 ? 0 : random.nextDouble());
    }

    boolean isRepeatable() {
      return !method.equals("POST") && !method.equals("PATCH");
    }

    String request() {
      String head = method + " /" + id + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + body;
      return head + "\r\n\r\n" + "x".repeat(body);
    }

    String content() {
      return id + ".".repeat(ANSWER - id.length());
    }
  }

  private final Map<String, Attempt> planned = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> ledger = new ConcurrentHashMap<>();
  private final List<String> told = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(Container.class)
  void nothingIsExecutedTwiceThatMustNotBe(Container container) throws Exception {
    long seed = Long.getLong("berth.test.seed", 20_261_125L);
    Random random = new Random(seed);
    List<Attempt> attempts = new ArrayList<>();
    try (Rig rig = new Rig(container, Map.of("berth.forward.failures", "1000"))) {
      rig.node.doing(this::serve);
      for (int i = 0; i < ROUNDS; i++) {
        Attempt attempt = Attempt.random(i, random);
        attempts.add(attempt);
        planned.put(attempt.id, attempt);
        play(rig, attempt);
      }
      Attempt last = new Attempt("last", "POST", 10, Cut.NOBODY, 0);
      attempts.add(last);
      play(rig, last);
      assertThat(told).contains("last");
    }
    int executed = 0;
    int again = 0;
    for (Attempt attempt : attempts) {
      int times = ledger.getOrDefault(attempt.id, new AtomicInteger()).get();
      executed += Math.min(times, 1);
      again += Math.max(times - 1, 0);
      assertThat(times).as("%s, seed %d", attempt, seed).isLessThan(attempt.isRepeatable() ? 3 : 2);
      assertThat(told.contains(attempt.id) && times == 0).as("%s told", attempt).isFalse();
    }
    System.out.printf(
        "%s: %d requests, %d executed, %d told so, %d repeatable ones executed twice, seed %d%n",
        container, attempts.size(), executed, told.size(), again, seed);
    assertThat(told).hasSizeGreaterThan(ROUNDS / 5);
    assertThat(executed).isLessThan(attempts.size());
  }

  private void play(Rig rig, Attempt attempt) throws IOException {
    byte[] request = attempt.request().getBytes(StandardCharsets.ISO_8859_1);
    try (RawClient client = rig.client()) {
      client.socket.setSoTimeout(10_000);
      if (attempt.cut == Cut.CLIENT_WITHIN_THE_REQUEST) {
        client.send(java.util.Arrays.copyOf(request, (int) (request.length * attempt.share)));
        client.reset();
        return;
      }
      sendQuietly(client, request);
      if (attempt.cut == Cut.CLIENT_WITHIN_THE_ANSWER) {
        client.in.readNBytes((int) (ANSWER * attempt.share));
        client.reset();
        return;
      }
      if (isWhole(client, attempt)) {
        told.add(attempt.id);
      }
    }
  }

  /** Who is answered early may find its connection closed. */
  private static void sendQuietly(RawClient client, byte[] request) {
    try {
      client.send(request);
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  private static boolean isWhole(RawClient client, Attempt attempt) throws IOException {
    try {
      RawClient.Response answer = client.read();
      if (answer.status() == 200) {
        assertThat(answer.body()).isEqualTo(attempt.content());
      } else {
        assertThat(answer.status()).isIn(502, 503);
      }
      return answer.status() == 200;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false; // cut
    }
  }

  private void serve(RawNode.Connection connection) throws IOException {
    for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
      String id = head.substring(head.indexOf('/') + 1, head.indexOf(" HTTP/"));
      Attempt known = planned.remove(id); // the second time nobody cuts
      Attempt attempt = known == null ? new Attempt(id, "GET", length(head), Cut.NOBODY, 0) : known;
      if (!read(connection, attempt)) {
        connection.reset();
        return;
      }
      Objects.requireNonNull(ledger.computeIfAbsent(id, each -> new AtomicInteger()))
          .incrementAndGet();
      byte[] answer =
          ("HTTP/1.1 200 OK\r\nContent-Length: " + ANSWER + "\r\n\r\n" + attempt.content())
              .getBytes(StandardCharsets.ISO_8859_1);
      boolean cuts = attempt.cut == Cut.NODE_WITHIN_THE_ANSWER;
      connection.out.write(answer, 0, cuts ? (int) (answer.length * attempt.share) : answer.length);
      if (cuts) {
        connection.reset();
        return;
      }
    }
  }

  private static int length(String head) {
    String length = RawClient.header(head, "Content-Length");
    return length.isEmpty() ? 0 : Integer.parseInt(length);
  }

  /** Whether all of it came. */
  private static boolean read(RawNode.Connection connection, Attempt attempt) throws IOException {
    InputStream in = connection.in;
    if (attempt.cut == Cut.NODE_WITHIN_THE_REQUEST) {
      in.readNBytes((int) (attempt.body * attempt.share));
      return false;
    }
    return in.readNBytes(attempt.body).length == attempt.body;
  }
}
