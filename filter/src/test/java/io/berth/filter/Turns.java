package io.berth.filter;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Does what the shipped HAProxy configuration does: asks every node again and again whether it is
 * ready, takes turns among those that are, and asks another one only when nothing was sent.
 *
 * @param <N> how a test calls a node
 */
public final class Turns<N> implements AutoCloseable {
  private static final long OFTEN_MILLIS = 100;

  private final HttpClient probes =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<N> nodes;
  private final Function<N, URI> application;
  private final List<N> ready = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param application where it is at a node, with a slash at its end
   */
  public Turns(List<N> nodes, Function<N, URI> application) {
    this.nodes = nodes;
    this.application = application;
    var unused = thread.scheduleWithFixedDelay(this::look, 0, OFTEN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (N node : nodes) {
      if (!readiness(node, "?need=cache").startsWith("200 ")) {
        ready.remove(node);
      } else if (!ready.contains(node)) {
        ready.add(node);
      }
    }
  }

  /** Status and body of a node's readiness probe; empty when nobody answers. */
  public String readiness(N node, String query) {
    HttpRequest request =
        HttpRequest.newBuilder(application.apply(node).resolve("berth/ready" + query))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      HttpResponse<String> response = probes.send(request, BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** How many get requests now. */
  public int ready() {
    return ready.size();
  }

  /** Something that is asked of one node. */
  public interface Ask<N, T> {
    T of(N node) throws IOException, InterruptedException;
  }

  public <T> T send(Ask<N, T> ask) throws IOException, InterruptedException {
    List<N> now = List.copyOf(ready);
    if (now.isEmpty()) {
      throw new IOException("no node is ready");
    }
    int first = turn.getAndIncrement();
    for (int tries = 0; ; tries++) {
      N node = now.get(Math.floorMod(first + tries, now.size()));
      try {
        return ask.of(node);
      } catch (ConnectException e) {
        if (tries + 1 >= now.size()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
