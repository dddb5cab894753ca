package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.HotRod;
import io.berth.model.Association;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a node remembers in front of a Hot Rod server is old until the server has told it: that
 * costs a 421 now and then, never a wrong answer (RULES 8.20).
 */
class NearCopyIT {
  private static final int PORT = 22044;
  private static final int ENOUGH = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HotRod server = HotRod.start(PORT);
  private final Deque<Site> sites = new ArrayDeque<>();

  @AfterEach
  void stop() throws Exception {
    while (!sites.isEmpty()) {
      sites.pop().close();
    }
    server.close();
  }

  private Site start(String manager, String capacity, String nearCount) throws Exception {
    int port = Site.freePort();
    Map<String, String> settings = Site.node(manager, port);
    settings.put("berth.capacity", capacity);
    settings.put("berth.scope", "home");
    settings.put("berth.cluster", "hotrod");
    settings.put("berth.cluster.hosts", "127.0.0.1[" + PORT + "]");
    settings.put("berth.mapping.near-count", nearCount);
    Site site = Site.start(port, new NameServlet(manager), settings);
    sites.push(site);
    return site;
  }

  @Test
  void anOldNearCopyCostsACorrectionAndNeverAWrongAnswer() throws Exception {
    Site a = start("rm-a", "10", "0");
    Site b = start("rm-b", "10", "0");
    Site front = start("front", "0", "1000");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !front.berth().cluster().current().readyNodes("rm-a").isEmpty()
                    && !front.berth().cluster().current().readyNodes("rm-b").isEmpty());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int moved = 0;
    while (a.misdirected() < ENOUGH) {
      assertThat(System.nanoTime()).as("%d moves and no old copy", moved).isLessThan(deadline);
      Association before = Site.association("ann" + moved++ + "@example.org", "rm-a", 1);
      String token = front.berth().issuer().token(before);
      b.berth().mapping().publish(before);
      assertThat(front.write(token)).isEqualTo("200 rm-a");
      b.berth().mapping().publish(Site.association(before.consumer().value(), "rm-b", 2));
      assertThat(front.write(token)).isEqualTo("200 rm-b");
    }
    System.out.printf(
        "near copies: of %d consumers that moved, %d were asked for at their old home, and no answer"
            + " was wrong%n",
        moved, a.misdirected());
  }
}
