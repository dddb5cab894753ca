package io.berth.sample.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/**
 * How much later an event reaches a client through a node than straight from where it happens. Both
 * kinds of streams run at the same time and are read in the process that writes them, by one clock.
 */
final class StreamPart implements Part {
  private static final int STREAMS = 16;
  private static final int BEHIND_THE_OTHERS = 50;
  private static final double BOUND_MILLIS = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public void run(Rig rig) throws IOException, InterruptedException {
    int port = rig.options().basePort() + BEHIND_THE_OTHERS;
    try (EventNode source = new EventNode(port);
        NodeUnderTest node = rig.startBefore(port, Candidate.BERTH)) {
      ExecutorService readers = Executors.newFixedThreadPool(2 * STREAMS);
      try {
        hold(rig, readers, source.port(), node.port());
      } finally {
        readers.shutdownNow();
      }
    }
  }

  private static void hold(Rig rig, ExecutorService readers, int straight, int through) {
    long from = System.nanoTime() + rig.options().warmup().toNanos() / 2;
    Duration length = rig.options().window().multipliedBy(rig.options().windows());
    Window window = new Window(from, from + length.toNanos());
    List<CompletableFuture<long[]>> without = new ArrayList<>();
    List<CompletableFuture<long[]>> with = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      without.add(CompletableFuture.supplyAsync(() -> window.delays(straight), readers));
      with.add(CompletableFuture.supplyAsync(() -> window.delays(through), readers));
    }
    long[] limit = sorted(without);
    long[] found = sorted(with);
    System.out.printf(
        Locale.ROOT,
        "%d events, p50 %.2f ms and p99 %.2f ms through the node; %d, %.2f and %.2f straight%n",
        found.length,
        millis(found, 50),
        millis(found, 99),
        limit.length,
        millis(limit, 50),
        millis(limit, 99));
    double added = millis(found, 99) - millis(limit, 99);
    rig.findings().add(Budget.atMost("stream.delay.added-p99", "ms", added, BOUND_MILLIS, 1));
  }

  private static long[] sorted(List<CompletableFuture<long[]>> streams) {
    return streams.stream()
        .map(CompletableFuture::join)
        .flatMapToLong(LongStream::of)
        .sorted()
        .toArray();
  }

  /** Not a number, which meets no bound, when there was no event. */
  private static double millis(long[] sorted, int percentile) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) ((long) (sorted.length - 1) * percentile / 100)] / NANOS_PER_MILLI;
  }

  /**
   * What counts.
   *
   * @param from by {@link System#nanoTime}
   * @param to the same
   */
  private record Window(long from, long to) {
    /** How old each event was when it was read. */
    long[] delays(int port) {
      LongStream.Builder delays = LongStream.builder();
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write(Consumers.asksOfOneHome(0).get(0).bytes());
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        long now = System.nanoTime();
        for (String line = lines.readLine(); line != null && now < to; line = lines.readLine()) {
          now = System.nanoTime();
          if (now > from && line.startsWith(EventNode.DATA)) {
            delays.add(now - Long.parseLong(line.substring(EventNode.DATA.length())));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return delays.build().toArray();
    }
  }
}
