package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.StaleCopies;
import io.berth.mapping.Lookup;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.LifecycleException;

/**
 * Two homes and a router in front of Hot Rod servers. What the router remembers near is old until
 * the servers have told it: that costs a 421, never a wrong answer (RULES 8.20). Whether anybody
 * asks in those microseconds is luck, so the old copies are put there, and told of when the old
 * home was asked.
 */
public final class NearCopies implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOVED = 5;

  private final List<Site> sites = new ArrayList<>();

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
    sites.add(site);
    return site;
  }

  /**
   * @param homes which servers the homes ask
   * @param router which ones the router does
   */
  public static void areCorrected(Map<String, String> homes, Map<String, String> router)
      throws Exception {
    try (NearCopies started = new NearCopies()) {
      Site a = started.start("rm-a", "10", "0", homes);
      Site b = started.start("rm-b", "10", "0", homes);
      Site front = started.start("front", "0", "1000", router);
      await().atMost(PATIENCE).until(() -> sees(front, "rm-a") && sees(front, "rm-b"));
      for (int moved = 0; moved < MOVED; moved++) {
        move("ann" + moved + "@example.org", a, b, front);
      }
      System.out.println("near copies: " + MOVED + " old ones, " + a.misdirected() + " corrected");
    }
  }

  private static void move(String consumer, Site from, Site to, Site front) throws Exception {
    Association before = Site.association(consumer, "rm-a", 1);
    String token = front.berth().issuer().token(before);
    to.berth().mapping().publish(before);
    assertThat(front.write(token)).isEqualTo("200 rm-a");
    to.berth().mapping().publish(Site.association(consumer, "rm-b", 2));
    await().atMost(PATIENCE).until(() -> version(front, consumer) == 2);

    long corrected = from.misdirected();
    Runnable invalidation = StaleCopies.leaveNear(front.berth().caches(), before);
    assertThat(version(front, consumer)).as("the old one is back").isEqualTo(1);
    CompletableFuture<Void> told =
        CompletableFuture.runAsync(
            () -> {
              await().atMost(PATIENCE).until(() -> from.misdirected() > corrected);
              invalidation.run();
            });
    assertThat(front.write(token)).as("asked at the old home").isEqualTo("200 rm-b");
    told.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(front.write(token)).isEqualTo("200 rm-b");
    assertThat(from.misdirected()).as("asked there once").isEqualTo(corrected + 1);
  }

  private static long version(Site site, String consumer) {
    return site.berth().mapping().find(ConsumerId.of(consumer)) instanceof Lookup.Found found
        ? found.association().version()
        : 0;
  }

  private static boolean sees(Site site, String manager) {
    return !site.berth().cluster().current().readyNodes(manager).isEmpty();
  }

  /** Side by side: with TLS the client takes two seconds to stop. */
  @Override
  public void close() {
    sites.parallelStream().forEach(NearCopies::close);
  }

  private static void close(Site site) {
    try {
      site.close();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }
}
