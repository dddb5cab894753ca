package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies flow, wait and stop in bounded memory, and who waits holds no thread. */
@Timeout(120)
final class StreamingTest {
  private static final long BODY = Long.getLong("berth.test.body", 256L << 20);
  private static final long STALLED_AT_MOST = 24L << 20;
  private static final Map<String, String> MANY =
      Map.of("berth.forward.connections", "2000", "berth.forward.connect-timeout", "30000");
  private static final long HEAP_GROWTH = 32L << 20;

  private static byte[] block(long at, int length) {
    byte[] block = new byte[length];
    for (int i = 0; i < length; i++) {
      block[i] = (byte) (((at + i) * 31) >>> 3);
    }
    return block;
  }

  /** Writes the body in odd pieces and counts what the socket took. */
  private static void write(OutputStream out, long length, boolean chunked, AtomicLong written)
      throws IOException {
    while (written.get() < length) {
      int piece = (int) Math.min(60_013, length - written.get());
      if (chunked) {
        out.write((Integer.toHexString(piece) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
      out.write(block(written.get(), piece));
      if (chunked) {
        out.write(new byte[] {'\r', '\n'});
      }
      written.addAndGet(piece);
    }
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.flush();
  }

  /** Reads {@code length} bytes, or chunks up to that, and compares every one. */
  private static long readAndCompare(InputStream in, boolean chunked) throws IOException {
    long at = 0;
    byte[] buffer = new byte[65_536];
    long left = chunked ? RawClient.chunkSize(in) : BODY;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      assertThat(n).isPositive();
      assertThat(Arrays.equals(buffer, 0, n, block(at, n), 0, n)).as("at " + at).isTrue();
      at += n;
      left -= n;
      if (left == 0 && chunked) {
        RawClient.line(in);
        left = RawClient.chunkSize(in);
      }
    }
    return at;
  }

  /** Until what is counted has begun and goes on no more. */
  static void awaitStall(LongSupplier counted) {
    long[] last = {-1, 0};
    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              long now = counted.getAsLong();
              last[1] = now == last[0] && now > 0 ? last[1] + 1 : 0;
              last[0] = now;
              return last[1] >= 5;
            });
  }

  private static long liveHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aClientThatDoesNotReadStopsTheNode(Container container) throws Exception {
    for (boolean chunked : new boolean[] {false, true}) {
      AtomicLong written = new AtomicLong();
      try (Rig rig = new Rig(container, Map.of())) {
        rig.node.doing(
            connection -> {
              connection.readRequest();
              connection.say(
                  "HTTP/1.1 200 OK\r\n"
                      + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + BODY)
                      + "\r\n\r\n");
              write(connection.out, BODY, chunked, written);
              connection.in.read();
            });
        long before = liveHeap();
        try (RawClient client = rig.client()) {
          client.get("/");
          RawClient.readHead(client.in);
          awaitStall(written::get);
          long stalled = written.get();
          long growth = liveHeap() - before;
          System.out.printf(
              "%s down, chunked %b: node stopped after %d KiB, heap +%d KiB%n",
              container, chunked, stalled >> 10, growth >> 10);
          assertThat(stalled).isLessThan(STALLED_AT_MOST);
          assertThat(growth).isLessThan(HEAP_GROWTH);
          assertThat(readAndCompare(client.in, chunked)).isEqualTo(BODY);
        }
        rig.awaitOutcome(Outcome.ANSWERED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aNodeThatDoesNotReadStopsTheClient(Container container) throws Exception {
    for (boolean chunked : new boolean[] {false, true}) {
      AtomicLong written = new AtomicLong();
      CountDownLatch read = new CountDownLatch(1);
      AtomicLong arrived = new AtomicLong();
      try (Rig rig = new Rig(container, Map.of())) {
        rig.node.doing(
            connection -> {
              connection.readHead();
              connection.await(read);
              arrived.set(readAndCompare(connection.in, chunked));
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              connection.in.read();
            });
        long before = liveHeap();
        try (RawClient client = rig.client()) {
          client.send(
              "PUT / HTTP/1.1\r\nHost: h\r\n"
                  + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + BODY)
                  + "\r\n\r\n");
          Thread writer = new Thread(() -> writeQuietly(client, chunked, written));
          writer.start();
          awaitStall(written::get);
          long stalled = written.get();
          long growth = liveHeap() - before;
          System.out.printf(
              "%s up, chunked %b: client stopped after %d KiB, heap +%d KiB%n",
              container, chunked, stalled >> 10, growth >> 10);
          assertThat(stalled).isLessThan(STALLED_AT_MOST);
          assertThat(growth).isLessThan(HEAP_GROWTH);
          read.countDown();
          assertThat(client.read().body()).isEqualTo("ok");
          writer.join();
        }
        assertThat(arrived.get()).isEqualTo(BODY);
        rig.awaitOutcome(Outcome.ANSWERED);
      }
    }
  }

  private static void writeQuietly(RawClient client, boolean chunked, AtomicLong written) {
    try {
      write(client.socket.getOutputStream(), BODY, chunked, written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aThousandSilentStreamsHoldNoThread(Container container) throws Exception {
    int streams = 1_000;
    List<Socket> nodeSide = new ArrayList<>();
    List<RawClient> clients = new ArrayList<>();
    try (ServerSocket node = Ports.listen();
        Rig rig = new Rig(container, MANY, address(node))) {
      Thread accepting = new Thread(() -> acceptStreams(node, streams, nodeSide));
      accepting.start();
      int threads = Thread.activeCount();
      for (int i = 0; i < streams; i++) {
        RawClient client = rig.client();
        clients.add(client);
        client.get("/" + i);
      }
      accepting.join();
      for (RawClient client : clients) {
        assertThat(RawClient.readHead(client.in)).startsWith("HTTP/1.1 200");
      }
      int more = Thread.activeCount() - threads;
      System.out.printf("%s: %d silent streams, %d threads more%n", container, streams, more);
      assertThat(more).isLessThan(64);
      for (Socket socket : nodeSide) {
        socket.getOutputStream().write("5\r\nevent\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      for (RawClient client : clients) {
        assertThat(RawClient.chunkSize(client.in)).isEqualTo(5);
        assertThat(RawClient.line(client.in)).isEqualTo("event");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
      for (Socket socket : nodeSide) {
        socket.close();
      }
    }
  }

  private static URI address(ServerSocket node) {
    return URI.create("http://127.0.0.1:" + node.getLocalPort());
  }

  private static void acceptStreams(ServerSocket node, int streams, List<Socket> accepted) {
    try {
      for (int i = 0; i < streams; i++) {
        Socket socket = node.accept();
        RawClient.readHead(new java.io.BufferedInputStream(socket.getInputStream()));
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        accepted.add(socket);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void anEventIsNotHeldBack(Container container) throws Exception {
    int events = 300;
    try (Rig rig = new Rig(container, Map.of());
        RawClient client = rig.client()) {
      rig.node.doing(
          connection -> {
            connection.readRequest();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            connection.in.read();
          });
      client.get("/");
      RawClient.readHead(client.in);
      OutputStream prompt = rig.node.accepted.get(0).getOutputStream();
      long[] nanos = new long[events];
      for (int i = 0; i < events; i++) {
        long start = System.nanoTime();
        prompt.write("data: x\n\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(RawClient.chunkSize(client.in)).isEqualTo(9);
        RawClient.line(client.in);
        nanos[i] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      System.out.printf(
          "%s: event through the node p50 %d us, p99 %d us%n",
          container, nanos[events / 2] / 1_000, nanos[events * 99 / 100] / 1_000);
      assertThat(nanos[events / 2]).isLessThan(5_000_000);
    }
  }
}
