package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.StaleCopies;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A copy that a node remembers may be old: that costs a 421, never a wrong answer. */
class StaleCopyTest {
  private static final int FIRST_PORT = 22050;
  private static final int NODES = 3;

  private final Deque<Site> sites = new ArrayDeque<>();

  @AfterEach
  void stop() throws Exception {
    while (!sites.isEmpty()) {
      sites.pop().close();
    }
  }

  private Site start(String manager, String capacity) throws Exception {
    int port = Site.freePort();
    Map<String, String> settings = Site.node(manager, port);
    settings.put("berth.capacity", capacity);
    settings.put("berth.scope", "home");
    settings.put("berth.cluster", "tcp");
    settings.put("berth.cluster.name", "stale-copy-test");
    settings.put("berth.cluster.bind-port", Integer.toString(FIRST_PORT + sites.size()));
    settings.put("berth.cluster.hosts", "127.0.0.1[22050],127.0.0.1[22051],127.0.0.1[22052]");
    settings.put("berth.mapping.copies", "1");
    Site site = Site.start(port, new NameServlet(manager), settings);
    sites.push(site);
    return site;
  }

  private static Association record(String consumer, String home, long version) {
    ConsumerId id = ConsumerId.of(consumer);
    return new Association(id, home, List.of(), version, 1, Position.UNKNOWN, Set.of(), false);
  }

  /** A consumer of whom that node keeps no copy for the others. */
  private static String keptByOthers(Site site) {
    return IntStream.range(0, 1_000)
        .mapToObj(number -> "ann" + number + "@example.org")
        .filter(consumer -> !StaleCopies.isOwner(site.berth().caches(), consumer))
        .findFirst()
        .orElseThrow();
  }

  private static String ask(Site at, String token) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(at.url("/")))
                    .header("Berth-Token", token)
                    .POST(BodyPublishers.ofString("x"))
                    .build(),
                BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private static long misdirected(Site site) {
    return site.berth().routes().byReason().getOrDefault("Misdirected.NOT_HERE", 0L);
  }

  @Test
  void anOldCopyCostsACorrectionAndNeverAWrongAnswer() throws Exception {
    Site a = start("rm-a", "10");
    Site b = start("rm-b", "10");
    Site front = start("front", "0");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                sites.stream()
                    .allMatch(
                        each ->
                            each.berth().cluster().current().nodes().size() == NODES
                                && !each.berth().cluster().current().readyNodes("rm-a").isEmpty()
                                && !each.berth().cluster().current().readyNodes("rm-b").isEmpty()));
    String ann = keptByOthers(front);
    Association before = record(ann, "rm-a", 1);
    b.berth().mapping().publish(before);
    b.berth().mapping().publish(record(ann, "rm-b", 2));
    String old = front.berth().issuer().token(before);
    assertThat(ask(front, old)).isEqualTo("200 rm-b");
    assertThat(misdirected(a)).isZero();

    StaleCopies.leave(front.berth().caches(), before);
    for (int i = 0; i < 5; i++) {
      assertThat(ask(front, old)).isEqualTo("200 rm-b");
    }
    assertThat(misdirected(a)).isPositive();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              long corrected = misdirected(a);
              assertThat(ask(front, old)).isEqualTo("200 rm-b");
              assertThat(misdirected(a)).isEqualTo(corrected);
            });
    System.out.println("stale copies were corrected by " + misdirected(a) + " answers of 421");
  }
}
