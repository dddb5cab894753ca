package io.berth.cluster;

import static io.berth.cluster.Fixtures.association;
import static io.berth.cluster.Fixtures.manager;
import static io.berth.cluster.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.Watermark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jgroups.util.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int ports = Fixtures.freePorts(22_000);
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  @AfterEach
  void stop() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }

  private Caches caches(int number, String... more) {
    Caches caches =
        Caches.start(
            Fixtures.clustered("cluster-view-test", ports, number, more), "node-" + number);
    started.push(caches);
    return caches;
  }

  private ClusterView join(Caches caches, Node self, String... more) {
    ClusterView view =
        ClusterView.join(
            caches,
            self,
            manager(self.manager()),
            Fixtures.clustered("cluster-view-test", ports, 0, more),
            System::nanoTime);
    started.push(view);
    return view;
  }

  @Test
  void nodesSeeEachOtherAndWhatTheyAnnounce() {
    ClusterView a = join(caches(0), node("node-a", "rm-a", 8080));
    ClusterView b = join(caches(1), node("node-b", "rm-b", 8081));
    await().atMost(PATIENCE).until(() -> a.current().nodes().size() == 2);
    await().atMost(PATIENCE).until(() -> b.current().nodes().size() == 2);
    assertThat(a.current().readyNodes("rm-b")).isEmpty();

    b.announce(NodeState.READY);
    b.report(new Watermark("rm-b", "rm-a", Position.of("main", new LogPoint(1, 100))));
    b.reportStock(Map.of("workspace", 5));
    await().atMost(PATIENCE).until(() -> a.current().readyNodes("rm-b").size() == 1);
    await().atMost(PATIENCE).until(() -> a.current().isHolder("rm-b", association("c", 1)));
    await().atMost(PATIENCE).until(() -> a.stock().free("rm-b", "workspace") == 5);
    assertThat(a.current().isHolder("rm-b", association("c", 2))).isFalse();

    b.withdraw("rm-a");
    await().atMost(PATIENCE).until(() -> !a.current().isHolder("rm-b", association("c", 1)));

    b.close();
    await().atMost(PATIENCE).until(() -> a.current().nodes().size() == 1);
  }

  @Test
  void viewLosesANodeThatDiesLongBeforeItsLeaseEnds() throws Exception {
    ClusterView a = join(caches(0), node("node-a", "rm-a", 8080));
    EmbeddedCaches dying = (EmbeddedCaches) caches(1);
    Caches third = caches(2);
    ClusterView b = join(dying, node("node-b", "rm-b", 8081), "berth.cluster.lease", "600000");
    ClusterView c = join(third, node("node-c", "rm-a", 8082));
    b.announce(NodeState.READY);
    await().atMost(PATIENCE).until(() -> a.current().readyNodes("rm-b").size() == 1);
    await().atMost(PATIENCE).until(() -> c.current().readyNodes("rm-b").size() == 1);

    long from = System.nanoTime();
    Util.shutdown(Channels.of(dying));
    await().atMost(PATIENCE).until(() -> a.current().nodes().size() == 2);
    await().atMost(PATIENCE).until(() -> c.current().nodes().size() == 2);
    System.out.printf(
        "dead node left two views after %d ms%n", (System.nanoTime() - from) / 1_000_000);
    assertThat(a.current().managers()).extracting("name").containsExactly("rm-a");
  }

  @Test
  void suspectIsNotReadyForAWhileAndOnlyHere() {
    ClusterView a = join(caches(0), node("node-a", "rm-a", 8080));
    ClusterView b = join(caches(1), node("node-b", "rm-b", 8081));
    b.announce(NodeState.READY);
    await().atMost(PATIENCE).until(() -> a.current().readyNodes("rm-b").size() == 1);

    a.suspect(a.current().readyNodes("rm-b").get(0), Duration.ofMillis(500));
    assertThat(a.current().readyNodes("rm-b")).isEmpty();
    assertThat(b.current().readyNodes("rm-b")).hasSize(1);
    await().atMost(PATIENCE).until(() -> a.current().readyNodes("rm-b").size() == 1);
  }

  @Test
  void secondNodeOfOneNameStaysOutUntilTheFirstIsGone() {
    String[] shortLease = {"berth.cluster.lease", "900"};
    ClusterView a = join(caches(0), node("node-a", "rm-a", 8080), shortLease);
    ClusterView first = join(caches(1), node("twin", "rm-b", 8081), shortLease);
    await().atMost(PATIENCE).until(() -> a.current().nodes().size() == 2);
    ClusterView second = join(caches(2), node("twin", "rm-b", 8082), shortLease);
    second.announce(NodeState.READY);
    Set<String> seen = new HashSet<>();
    long end = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              seen.add(addressOf(a, "twin"));
              return System.nanoTime() - end > 0;
            });
    assertThat(seen).containsExactly("http://127.0.0.1:8081");
    first.close();
    await().atMost(PATIENCE).until(() -> addressOf(a, "twin").equals("http://127.0.0.1:8082"));
  }

  @Test
  void membersBySettingAreInTheViewUntilTheySayOtherwise() {
    Caches caches = caches(0);
    ClusterView a =
        join(
            caches,
            node("node-a", "rm-a", 8080),
            "berth.members",
            "rm-s/node-s=http://127.0.0.1:9090");
    assertThat(a.current().readyNodes("rm-s")).hasSize(1);
    ClusterView s = join(caches(1), node("node-s", "rm-s", 9090));
    await().atMost(PATIENCE).until(() -> a.current().readyNodes("rm-s").isEmpty());
    s.announce(NodeState.READY);
    await().atMost(PATIENCE).until(() -> a.current().readyNodes("rm-s").size() == 1);
  }

  @Test
  void mappingsAreOnEveryNode() {
    Caches a = caches(0);
    Caches b = caches(1);
    a.associations().put("c", association("c", 1));
    assertThat(b.associations().get("c")).isEqualTo(association("c", 1));
    b.associations().replace("c", association("c", 1), association("c", 2));
    assertThat(a.associations().get("c")).isEqualTo(association("c", 2));
  }

  @Test
  void unchangedClusterKeepsItsView() {
    ClusterView a = join(caches(0), node("node-a", "rm-a", 8080));
    Object before = a.current();
    await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> a.current() == before);
  }

  private static String addressOf(ClusterView view, String name) {
    return view.current().nodes().stream()
        .filter(node -> node.name().equals(name))
        .map(node -> node.address().toString())
        .findFirst()
        .orElse("nobody");
  }
}
