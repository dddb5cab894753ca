package io.berth.sample.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Somebody who types addresses: sends what is asked, follows nothing, keeps cookies. */
final class Person {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final CookieJar cookies = new CookieJar();

  Reply get(DemoNode node, String path) throws IOException, InterruptedException {
    return reply(send(request(node.at(path)).GET()));
  }

  Reply post(DemoNode node, String path, String... namesAndValues)
      throws IOException, InterruptedException {
    return reply(send(posting(node, path, namesAndValues)));
  }

  /** Signs up as a browser does, but for JSON; a 307 is followed. */
  Reply signUp(DemoNode node, String email, String workspace)
      throws IOException, InterruptedException {
    HttpResponse<String> response = null;
    for (int tries = 0; tries < 3; tries++) {
      response = send(posting(node, "/signup", "email", email, "workspace", workspace));
      if (response.statusCode() != 307) {
        return reply(response);
      }
    }
    throw new IllegalStateException("repeated too often: " + response);
  }

  private static HttpRequest.Builder posting(DemoNode node, String path, String... namesAndValues) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(namesAndValues[i]).append('=');
      form.append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return request(node.at(path))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form.toString()));
  }

  private static HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address)
        .timeout(Duration.ofSeconds(60))
        .header("Accept", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    String header = cookies.header();
    if (!header.isEmpty()) {
      request.header("Cookie", header);
    }
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    cookies.take(response.headers().allValues("Set-Cookie"));
    return response;
  }

  private static Reply reply(HttpResponse<String> response) {
    return new Reply(response.statusCode(), response.body());
  }
}
