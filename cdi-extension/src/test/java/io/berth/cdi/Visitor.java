package io.berth.cdi;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** A browser: it keeps its token and knows what it has written. One thread. */
final class Visitor {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client;
  private final List<Integer> ports;
  private final long id;
  private String cookie = "";
  private long written;

  /** What a node answered. */
  record Answer(int status, String manager, long version) {}

  /**
   * @param ports of the nodes; the first one belongs to the home
   */
  Visitor(HttpClient client, List<Integer> ports, long id) {
    this.client = client;
    this.ports = ports;
    this.id = id;
  }

  long id() {
    return id;
  }

  /** The account's version that was acknowledged last. */
  long written() {
    return written;
  }

  void signUp() throws IOException, InterruptedException {
    note(ask("POST", 0));
  }

  void write(int node) throws IOException, InterruptedException {
    note(ask("PUT", node));
  }

  Answer read(int node) throws IOException, InterruptedException {
    return ask("GET", node);
  }

  /** Another browser with the token that this one has now. */
  Visitor withThisToken() {
    Visitor other = new Visitor(client, ports, id);
    other.cookie = cookie;
    return other;
  }

  private void note(Answer answer) throws IOException {
    if (answer.status() != 200) {
      throw new IOException("a write was answered with " + answer.status());
    }
    written = answer.version();
  }

  private Answer ask(String method, int node) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + ports.get(node) + "/account?guest=" + id);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    HttpResponse<String> answer =
        client.send(
            request.method(method, HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    answer
        .headers()
        .firstValue("Set-Cookie")
        .ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
    if (answer.statusCode() != 200) {
      return new Answer(answer.statusCode(), "", 0);
    }
    String[] said = answer.body().split(" ", 2);
    return new Answer(200, said[0], Long.parseLong(said[1]));
  }
}
