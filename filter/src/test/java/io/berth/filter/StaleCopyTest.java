package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.StaleCopies;
import io.berth.model.Association;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
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

  /** A consumer of whom that node keeps no copy for the others. */
  private static String keptByOthers(Site site) {
    return IntStream.range(0, 1_000)
        .mapToObj(number -> "ann" + number + "@example.org")
        .filter(consumer -> !StaleCopies.isOwner(site.berth().caches(), consumer))
        .findFirst()
        .orElseThrow();
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
    Association before = Site.association(ann, "rm-a", 1);
    b.berth().mapping().publish(before);
    b.berth().mapping().publish(Site.association(ann, "rm-b", 2));
    String old = front.berth().issuer().token(before);
    assertThat(front.write(old)).isEqualTo("200 rm-b");
    assertThat(a.misdirected()).isZero();

    StaleCopies.leave(front.berth().caches(), before);
    for (int i = 0; i < 5; i++) {
      assertThat(front.write(old)).isEqualTo("200 rm-b");
    }
    assertThat(a.misdirected()).isPositive();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              long corrected = a.misdirected();
              assertThat(front.write(old)).isEqualTo("200 rm-b");
              assertThat(a.misdirected()).isEqualTo(corrected);
            });
    System.out.println("stale copies were corrected by " + a.misdirected() + " answers of 421");
  }
}
