package io.berth.server;

import io.berth.filter.SteadyLoad;
import io.berth.filter.Turns;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** People who sign up at the sample and look at their accounts, whoever answers. */
final class Visitors implements SteadyLoad.People {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Turns<URI> turns;
  private final List<Map<String, String>> cookies = new CopyOnWriteArrayList<>();
  private final Random random = new Random(5);

  Visitors(Turns<URI> turns) {
    this.turns = turns;
  }

  @Override
  public String look() throws IOException, InterruptedException {
    Map<String, String> person = cookies.get(random.nextInt(cookies.size()));
    HttpResponse<String> account = turns.send(node -> send(to(node, "account.json", person)));
    boolean is = account.statusCode() == 200 && account.body().contains("\"createdMillis\":");
    return is ? "" : wrong("account", account);
  }

  /** As a browser does, but for JSON; a 307 is followed. */
  @Override
  public String signUp(int number) throws IOException, InterruptedException {
    Map<String, String> person = new ConcurrentHashMap<>();
    String form = "email=rolling" + number + "%40example.org&workspace=rolling" + number;
    HttpResponse<String> response = signUp(form, person);
    for (int tries = 0; response.statusCode() == 307 && tries < 2; tries++) {
      response = signUp(form, person);
    }
    if (response.statusCode() != 201) {
      return wrong("sign-up", response);
    }
    cookies.add(person);
    return "";
  }

  private HttpResponse<String> signUp(String form, Map<String, String> person)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        turns.send(
            node ->
                send(
                    to(node, "signup", person)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))));
    for (String line : response.headers().allValues("Set-Cookie")) {
      String[] cookie = line.split(";", 2)[0].split("=", 2);
      person.put(cookie[0], cookie[1]);
    }
    return response;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(URI node, String path, Map<String, String> person) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Accept", "application/json");
    String header = Visitor.cookieHeader(person).strip();
    return header.isEmpty()
        ? request
        : request.header("Cookie", header.substring("Cookie: ".length()));
  }

  private static String wrong(String what, HttpResponse<String> response) {
    return "%s of %s: %d %s"
        .formatted(what, response.uri(), response.statusCode(), response.body());
  }
}
