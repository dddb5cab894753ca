package io.berth.sample.demo;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One person with a browser: a name, an address and a cookie jar. */
final class Visitor {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_REPEATS = 3;

  private final HttpClient client;
  private final CookieJar cookies = new CookieJar();
  private final String email;
  private final String workspace;

  Visitor(HttpClient client, String email, String workspace) {
    this.client = client;
    this.email = email;
    this.workspace = workspace;
  }

  /** Posts the sign-up form, and again where a 307 asks for it. */
  CompletableFuture<Reply> signUp(DemoNode node) {
    String form = "email=" + encode(email) + "&workspace=" + encode(workspace);
    return post(node.at("/signup"), form, MOST_REPEATS);
  }

  private CompletableFuture<Reply> post(URI address, String form, int repeats) {
    HttpRequest.Builder request =
        request(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    return exchange(request)
        .thenCompose(
            response -> {
              if (response.statusCode() == 307 && repeats > 0) {
                String location = response.headers().firstValue("Location").orElse("");
                return post(address.resolve(location), form, repeats - 1);
              }
              return CompletableFuture.completedFuture(reply(response));
            });
  }

  /** Asks a node for the visitor's own account page. */
  CompletableFuture<Reply> readAccount(DemoNode node) {
    return exchange(request(node.at("/account.json")).GET()).thenApply(Visitor::reply);
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(PATIENCE).header("Accept", "application/json");
    String header = cookies.header();
    return header.isEmpty() ? request : request.header("Cookie", header);
  }

  private CompletableFuture<HttpResponse<String>> exchange(HttpRequest.Builder request) {
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response -> {
              cookies.take(response.headers().allValues("Set-Cookie"));
              return response;
            });
  }

  private static Reply reply(HttpResponse<String> response) {
    return new Reply(response.statusCode(), response.body());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
