package io.berth.sample.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what the shipped HAProxy configuration does: asks every node again and again whether it is
 * ready, takes turns among those that are, and asks another one only when nothing was sent.
 */
final class Balancer implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofMillis(100);

  private final HttpClient probes = HttpClient.newHttpClient();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<DemoNode> nodes;
  private final List<DemoNode> ready = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  Balancer(List<DemoNode> nodes) {
    this.nodes = nodes;
    var unused =
        thread.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (DemoNode node : nodes) {
      boolean is = readiness(node, "?need=cache").startsWith("200 ");
      if (is && !ready.contains(node)) {
        ready.add(node);
      } else if (!is) {
        ready.remove(node);
      }
    }
  }

  /** Status and body of a node's readiness probe; empty when nobody answers. */
  String readiness(DemoNode node, String query) {
    HttpRequest request =
        HttpRequest.newBuilder(node.at("/berth/ready" + query))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      var response = probes.send(request, BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Something that is asked of one node. */
  interface Ask<T> {
    T of(DemoNode node) throws IOException, InterruptedException;
  }

  <T> T send(Ask<T> ask) throws IOException, InterruptedException {
    List<DemoNode> now = List.copyOf(ready);
    if (now.isEmpty()) {
      throw new IOException("no node is ready");
    }
    int first = turn.getAndIncrement();
    for (int tries = 0; ; tries++) {
      DemoNode node = now.get(Math.floorMod(first + tries, now.size()));
      try {
        return ask.of(node);
      } catch (ConnectException e) {
        if (tries + 1 >= now.size()) {
          throw e;
        }
      }
    }
  }

  int ready() {
    return ready.size();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
