package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** People sign up at the sample and look at their accounts at a steady rate, whoever answers. */
final class SteadyLoad implements AutoCloseable {
  /** Each takes a workspace of 48 tables, which is made anew: half a core of a small machine. */
  private static final int SIGN_UPS_PER_SECOND = 1;

  /** Whose accounts are looked at from the beginning. */
  private static final int FIRST = 6;

  private final Turns turns;
  private final int perSecond;
  private final ExecutorService browsers = Executors.newFixedThreadPool(64);
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger signUps = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> cookies = new CopyOnWriteArrayList<>();
  private final Random random = new Random(5);

  SteadyLoad(Turns turns, int perSecond) {
    this.turns = turns;
    this.perSecond = perSecond;
  }

  void begin() throws IOException, InterruptedException {
    for (int i = 0; i < FIRST; i++) {
      signUp(asked.incrementAndGet());
    }
    var unused =
        clock.scheduleAtFixedRate(
            () -> browsers.execute(this::request),
            0,
            TimeUnit.SECONDS.toNanos(1) / perSecond,
            TimeUnit.NANOSECONDS);
  }

  /** Returns when everything has been answered. */
  void end() throws InterruptedException {
    clock.shutdown();
    assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    browsers.shutdown();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> asked.get() == answered.get() + failures.size());
  }

  private void request() {
    int number = asked.incrementAndGet();
    try {
      if (number % (perSecond / SIGN_UPS_PER_SECOND) == 1) {
        signUp(number);
      } else {
        Map<String, String> person = cookies.get(random.nextInt(cookies.size()));
        HttpResponse<String> account = turns.send(node -> to(node, "account.json", person).build());
        boolean is = account.statusCode() == 200 && account.body().contains("\"createdMillis\":");
        note(is, "account", account);
      }
    } catch (Exception e) {
      failures.add(Instant.now() + " " + e);
    }
  }

  /** As a browser does, but for JSON; a 307 is followed. */
  private void signUp(int number) throws IOException, InterruptedException {
    Map<String, String> person = new ConcurrentHashMap<>();
    String form = "email=rolling" + number + "%40example.org&workspace=rolling" + number;
    HttpResponse<String> response = signUp(form, person);
    for (int tries = 0; response.statusCode() == 307 && tries < 2; tries++) {
      response = signUp(form, person);
    }
    if (note(response.statusCode() == 201, "sign-up", response)) {
      signUps.incrementAndGet();
      cookies.add(person);
    }
  }

  private HttpResponse<String> signUp(String form, Map<String, String> person)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        turns.send(
            node ->
                to(node, "signup", person)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build());
    for (String line : response.headers().allValues("Set-Cookie")) {
      String[] cookie = line.split(";", 2)[0].split("=", 2);
      person.put(cookie[0], cookie[1]);
    }
    return response;
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

  private boolean note(boolean well, String what, HttpResponse<String> response) {
    if (well) {
      answered.incrementAndGet();
    } else {
      failures.add(
          "%s %s of %s: %d %s"
              .formatted(
                  Instant.now(), what, response.uri(), response.statusCode(), response.body()));
    }
    return well;
  }

  int answered() {
    return answered.get();
  }

  int signUps() {
    return signUps.get();
  }

  List<String> failures() {
    return failures;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    browsers.shutdownNow();
  }
}
