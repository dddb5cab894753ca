package io.berth.server;

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
 */
final class Turns implements AutoCloseable {
  private static final long OFTEN_MILLIS = 250;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<URI> nodes;
  private final List<URI> ready = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param nodes the addresses of one application, each with a slash at its end
   */
  Turns(List<URI> nodes) {
    this.nodes = nodes;
    var unused = thread.scheduleWithFixedDelay(this::look, 0, OFTEN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (URI node : nodes) {
      if (!readiness(node, "?need=cache").startsWith("200 ")) {
        ready.remove(node);
      } else if (!ready.contains(node)) {
        ready.add(node);
      }
    }
  }

  /** Status and body of a node's readiness probe; empty when nobody answers. */
  String readiness(URI node, String query) {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve("berth/ready" + query))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** How many get requests now. */
  int ready() {
    return ready.size();
  }

  /**
   * @param request made for the node it goes to
   */
  HttpResponse<String> send(Function<URI, HttpRequest> request)
      throws IOException, InterruptedException {
    List<URI> now = List.copyOf(ready);
    if (now.isEmpty()) {
      throw new IOException("no node is ready");
    }
    int first = turn.getAndIncrement();
    for (int tries = 0; ; tries++) {
      URI node = now.get(Math.floorMod(first + tries, now.size()));
      try {
        return client.send(request.apply(node), BodyHandlers.ofString());
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
