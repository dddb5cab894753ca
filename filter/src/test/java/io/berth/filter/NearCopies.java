package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Association;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Two homes and a router in front of Hot Rod servers. What the router remembers near is old until
 * the servers have told it: that costs a 421 now and then, never a wrong answer (RULES 8.20).
 */
public final class NearCopies implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Deque<Site> sites = new ArrayDeque<>();

  private NearCopies() {}

  private Site start(
      String manager, String capacity, String nearCount, Map<String, String> clustering)
      throws Exception {
    int port = Site.freePort();
    Map<String, String> settings = Site.node(manager, port);
    settings.put("berth.capacity", capacity);
    settings.put("berth.scope", "home");
    settings.put("berth.cluster", "hotrod");
    settings.putAll(clustering);
    settings.put("berth.mapping.near-count", nearCount);
    Site site = Site.start(port, new NameServlet(manager), settings);
    sites.push(site);
    return site;
  }

  /**
   * Moves one consumer after the other until the old home was asked so often.
   *
   * @param homes which servers the homes ask
   * @param router which ones the router does
   */
  public static void areCorrected(Map<String, String> homes, Map<String, String> router, int often)
      throws Exception {
    try (NearCopies started = new NearCopies()) {
      Site a = started.start("rm-a", "10", "0", homes);
      Site b = started.start("rm-b", "10", "0", homes);
      move(a, b, started.start("front", "0", "1000", router), often);
    }
  }

  private static void move(Site a, Site b, Site front, int often) throws Exception {
    await().atMost(PATIENCE).until(() -> sees(front, "rm-a") && sees(front, "rm-b"));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int moved = 0;
    while (a.misdirected() < often) {
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

  private static boolean sees(Site site, String manager) {
    return !site.berth().cluster().current().readyNodes(manager).isEmpty();
  }

  @Override
  public void close() throws Exception {
    while (!sites.isEmpty()) {
      sites.pop().close();
    }
  }
}
