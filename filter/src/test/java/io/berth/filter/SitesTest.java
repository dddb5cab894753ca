package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.mapping.Lookup;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sites that have no cache in common and are joined by packets over HTTP alone (claim 31). */
class SitesTest {
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");
  private static final String PATH = "/berth/packet";
  private static final CountDownLatch OPEN = new CountDownLatch(0);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  @AfterEach
  void stop() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }

  private static URI door(int port) {
    return URI.create("http://" + Site.HOST + ":" + port + PATH);
  }

  private Site node(String node, String manager, int port, URI other, String... more)
      throws Exception {
    Map<String, String> settings = Site.node(manager, port);
    settings.put("berth.node", node);
    settings.put("berth.scope", "home");
    settings.put("berth.packet.path", PATH);
    settings.put("berth.sites", other.toString());
    settings.put("berth.sites.interval", "200");
    settings.put("berth.cluster.lease", "2000");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    Site site = Site.start(port, new NameServlet(node), settings);
    started.push(site);
    return site;
  }

  private static Association ann(String home, long version) {
    return new Association(ANN, home, List.of(), version, 1, Position.UNKNOWN, Set.of(), false);
  }

  private static void awaitReady(Site at, String node) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                at.berth().cluster().current().nodes().stream()
                    .anyMatch(each -> each.name().equals(node) && each.state() == NodeState.READY));
  }

  private static HttpResponse<String> get(Site site, String path, String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(site.url(path))).header("Berth-Token", token).build(),
            BodyHandlers.ofString());
  }

  private static void awaitKnown(Site at, Association record) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(at.berth().mapping().find(ANN)).isEqualTo(new Lookup.Found(record)));
  }

  @Test
  void aConsumerOfOneSiteIsForwardedRightByTheOther() throws Exception {
    int portA = Site.freePort();
    int portB = Site.freePort();
    Site a = node("node-a", "rm-a", portA, door(portB));
    Site b = node("node-b", "rm-b", portB, door(portA));
    awaitReady(b, "node-a");
    awaitReady(a, "node-b");

    String old = b.berth().issuer().token(ann("rm-b", 1));
    a.berth().mapping().publish(ann("rm-a", 2));
    awaitKnown(b, ann("rm-a", 2));
    assertThat(get(b, "/", old).body()).isEqualTo("node-a");
    assertThat(get(a, "/", old).body()).isEqualTo("node-a");

    b.berth().mapping().evict(ANN); // all that site has of anybody
    awaitKnown(b, ann("rm-a", 2));
    assertThat(get(b, "/", old).body()).isEqualTo("node-a");
  }

  @Test
  void aSiteThatStopsLeavesTheOthersViewAtOnce() throws Exception {
    int portA = Site.freePort();
    int portB = Site.freePort();
    Site a = node("node-a", "rm-a", portA, door(portB));
    Site b = node("node-b", "rm-b", portB, door(portA), "berth.cluster.lease", "600000");
    awaitReady(b, "node-a");
    awaitReady(a, "node-b");
    started.remove(a);
    a.close();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> b.berth().cluster().current().nodes().size() == 1);
  }

  /** Two nodes here and two there; each site has a cluster of its own. */
  @Test
  void whatOneNodeOfASiteIsToldEveryNodeOfItKnows() throws Exception {
    int[] ports = {Site.freePort(), Site.freePort(), Site.freePort(), Site.freePort()};
    String[] west = cluster("west", 22020);
    String[] east = cluster("east", 22022);
    Site a1 = node("a1", "rm-a", ports[0], door(ports[2]), west);
    west[5] = "22021";
    Site a2 = node("a2", "rm-a", ports[1], door(ports[2]), west);
    Site b1 = node("b1", "rm-b", ports[2], door(ports[0]), east);
    east[5] = "22023";
    Site b2 = node("b2", "rm-b", ports[3], door(ports[0]), east);
    for (String name : List.of("a1", "a2", "b1", "b2")) {
      for (Site each : List.of(a1, a2, b1, b2)) {
        awaitReady(each, name);
      }
    }
    a2.berth().mapping().publish(ann("rm-a", 2));
    awaitKnown(b2, ann("rm-a", 2));
    String old = b2.berth().issuer().token(ann("rm-b", 1));
    assertThat(get(b2, "/", old).body()).isIn("a1", "a2");

    b1.berth().mapping().evict(ANN); // the whole cache of the site
    awaitKnown(b2, ann("rm-a", 2));
  }

  private static String[] cluster(String name, int port) {
    return new String[] {
      "berth.cluster",
      "tcp",
      "berth.cluster.name",
      name,
      "berth.cluster.bind-port",
      Integer.toString(port),
      "berth.cluster.hosts",
      "127.0.0.1[" + port + "],127.0.0.1[" + (port + 1) + "]"
    };
  }

  @Test
  void whatIsReplayedForgedOrUnsignedHasNoEffect() throws Exception {
    int portA = Site.freePort();
    int portB = Site.freePort();
    Relay relay = new Relay(door(portB), OPEN);
    started.push(relay);
    Site a = node("node-a", "rm-a", portA, relay.address());
    Site b = node("node-b", "rm-b", portB, door(portA));
    awaitReady(b, "node-a");
    a.berth().mapping().publish(ann("rm-a", 2));
    awaitKnown(b, ann("rm-a", 2));
    List<Node> nodes = b.berth().cluster().current().nodes();

    PacketsBean bean = new PacketsBean(b.berth().sites());
    byte[] heard = relay.taken.get(0);
    long before = bean.getRefusedByCause().getOrDefault("REPLAYED", 0L);
    assertThat(relay.post(heard).statusCode()).isEqualTo(403);
    assertThat(bean.getRefusedByCause().get("REPLAYED")).isEqualTo(before + 1);
    byte[] unsigned = heard.clone();
    Arrays.fill(unsigned, unsigned.length - 32, unsigned.length, (byte) 0);
    assertThat(relay.post(unsigned).statusCode()).isEqualTo(403);
    assertThat(relay.post(new byte[0]).statusCode()).isEqualTo(403);
    assertThat(relay.post(new byte[1024 * 1024 + 1]).statusCode()).isEqualTo(413);
    assertThat(bean.getRefusedByCause())
        .containsEntry("FORGED", 1L)
        .containsEntry("MALFORMED", 1L)
        .containsEntry("TOO_LARGE", 1L);
    assertThat(b.berth().cluster().current().nodes()).isEqualTo(nodes);
    assertThat(b.berth().mapping().find(ANN)).isEqualTo(new Lookup.Found(ann("rm-a", 2)));
  }

  @Test
  void nothingIsTakenAnyOtherWay() throws Exception {
    int port = Site.freePort();
    Site a = node("node-a", "rm-a", port, door(Site.freePort()));
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest get = HttpRequest.newBuilder(door(port)).build();
    assertThat(client.send(get, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    HttpRequest text =
        HttpRequest.newBuilder(door(port))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("x"))
            .build();
    assertThat(client.send(text, BodyHandlers.discarding()).statusCode()).isEqualTo(415);
    assertThat(a.berth().sites().accepted()).isZero();
  }

  @Test
  void aColdNodeIsNotReadyBeforeItKnowsWhatTheOthersKnow() throws Exception {
    int portA = Site.freePort();
    int portB = Site.freePort();
    Site a = node("node-a", "rm-a", portA, door(portB));
    a.berth().mapping().publish(ann("rm-a", 2));
    CountDownLatch open = new CountDownLatch(1);
    Relay relay = new Relay(door(portA), open);
    started.push(relay);
    Site b = node("node-b", "rm-b", portB, relay.address());
    await().until(() -> !relay.packets.isEmpty());
    assertThat(b.berth().state()).isEqualTo(NodeState.STARTING);
    open.countDown();
    await().until(() -> b.berth().state() == NodeState.READY);
    assertThat(b.berth().mapping().find(ANN)).isEqualTo(new Lookup.Found(ann("rm-a", 2)));
  }

  /** A thousand of these are more than a packet may hold. */
  private static Association large(int number) {
    List<Resource> resources =
        IntStream.range(0, 20)
            .mapToObj(
                k -> {
                  String name = "a-resource-with-a-long-name-" + number + "-" + k;
                  return new Resource("workspace", name, "rm-a", "eu", 1, Availability.BOUND);
                })
            .toList();
    ConsumerId consumer = ConsumerId.of("large-" + number);
    return new Association(consumer, "rm-a", resources, 1, 1, Position.UNKNOWN, Set.of(), false);
  }

  @Test
  void aSnapshotLargerThanAPacketArrivesWhole() throws Exception {
    int portA = Site.freePort();
    int portB = Site.freePort();
    Site a = node("node-a", "rm-a", portA, door(portB));
    for (int i = 0; i < 2_500; i++) {
      a.berth().mapping().learn(large(i));
    }
    Site b = node("node-b", "rm-b", portB, door(portA));
    awaitReady(b, "node-a");
    await().atMost(Duration.ofSeconds(20)).until(() -> b.berth().mapping().all().size() == 2_500);
    assertThat(b.berth().mapping().find(ConsumerId.of("large-7")))
        .isEqualTo(new Lookup.Found(large(7)));
    System.out.println(
        "a snapshot of 2500 large records came in " + b.berth().sites().accepted() + " packets");
  }
}
