package io.berth.cluster;

import static io.berth.cluster.Fixtures.manager;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is believed of another site's nodes, and for how long. */
class RemoteAnnouncementsTest {
  private final ClusterSettings settings =
      ClusterSettings.read(
          Settings.of(Map.of("berth.cluster.lease", "1000", "berth.cluster.interval", "20")));
  private final Caches caches = Caches.start(settings, "node-a");
  private final ClusterView view =
      ClusterView.join(
          caches, node("node-a", NodeState.READY), manager("rm-a"), settings, System::nanoTime);

  @AfterEach
  void stop() {
    view.close();
    caches.close();
  }

  private static Node node(String name, NodeState state) {
    return new Node(name, "rm-a", URI.create("http://127.0.0.1:8080"), state);
  }

  private static Announcement said(
      String name, String port, NodeState state, long started, long sequence) {
    return new Announcement(
        new Node(name, "rm-b", URI.create("http://127.0.0.1:" + port), state),
        manager("rm-b"),
        List.of(),
        Map.of("workspace", 4),
        "member-elsewhere",
        "run-" + started,
        sequence,
        started,
        false);
  }

  private void awaitAddress(String address) {
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                view.current().readyNodes("rm-b").stream()
                    .map(node -> node.address().toString())
                    .toList()
                    .equals(address.isEmpty() ? List.of() : List.of(address)));
  }

  @Test
  void theNewestWordOfANodeCountsUntilItsLeaseEnds() {
    view.hear(said("node-b", "1", NodeState.READY, 100, 5));
    awaitAddress("http://127.0.0.1:1");
    assertThat(view.stock().free("rm-b", "workspace")).isEqualTo(4);
    view.hear(said("node-b", "2", NodeState.READY, 100, 4)); // overtaken on the way
    view.hear(said("node-b", "3", NodeState.READY, 99, 900)); // of an earlier run
    view.hear(said("node-b", "4", NodeState.READY, 100, 6));
    awaitAddress("http://127.0.0.1:4");
    view.hear(said("node-b", "5", NodeState.READY, 101, 1)); // restarted
    awaitAddress("http://127.0.0.1:5");
    awaitAddress(""); // nobody renewed it
  }

  @Test
  void whatIsLateDoesNotBringANodeBackThatIsGone() {
    view.hear(said("node-b", "1", NodeState.READY, 100, 5));
    awaitAddress("http://127.0.0.1:1");
    view.hear(said("node-b", "1", NodeState.GONE, 100, 6));
    awaitAddress("");
    await().during(Duration.ofMillis(1_500)).until(() -> true); // longer than the lease
    view.hear(said("node-b", "1", NodeState.READY, 100, 5));
    await().during(Duration.ofMillis(200)).until(() -> view.current().readyNodes("rm-b").isEmpty());
  }

  @Test
  void thisSitesNodesAreBelievedMoreThanAnyPacketAboutThem() {
    view.hear(said("node-a", "6666", NodeState.READY, Long.MAX_VALUE, Long.MAX_VALUE));
    await().during(Duration.ofMillis(200)).until(() -> view.current().readyNodes("rm-b").isEmpty());
    assertThat(view.current().readyNodes("rm-a"))
        .extracting(Node::address)
        .containsExactly(URI.create("http://127.0.0.1:8080"));
  }

  @Test
  void nothingThatWasHeardIsSaidAgain() {
    view.hear(said("node-b", "1", NodeState.READY, 100, 5));
    awaitAddress("http://127.0.0.1:1");
    assertThat(view.announcements()).containsExactly(view.own());
  }
}
