package io.berth.filter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Between two sites: hears every packet, and lets them through when it is told to. */
final class Relay implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch open;
  private final URI target;
  final List<byte[]> packets = new CopyOnWriteArrayList<>();

  /** Those of them that the other site has taken; what came before it was up is not among them. */
  final List<byte[]> taken = new CopyOnWriteArrayList<>();

  /**
   * @param open packets wait for it
   */
  Relay(URI target, CountDownLatch open) throws IOException {
    this.target = target;
    this.open = open;
    this.server = HttpServer.create(new InetSocketAddress(Site.HOST, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  URI address() {
    return URI.create("http://" + Site.HOST + ":" + server.getAddress().getPort() + "/packet");
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      packets.add(body);
      open.await();
      HttpResponse<byte[]> answer = post(body);
      if (answer.statusCode() == 200) {
        taken.add(body);
      }
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a packet, again or for the first time. */
  HttpResponse<byte[]> post(byte[] body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/vnd.berth.packet")
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
