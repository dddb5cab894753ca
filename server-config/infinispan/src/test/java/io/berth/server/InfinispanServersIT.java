package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.Caches;
import io.berth.cluster.ClusterSettings;
import io.berth.cluster.ClusterView;
import io.berth.cluster.Fixtures;
import io.berth.filter.NearCopies;
import io.berth.forward.Ports;
import io.berth.mapping.Hammer;
import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.model.ConsumerId;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.ResourceManager;
import io.berth.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The caches in two real Infinispan Servers with the shipped configuration. */
class InfinispanServersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS = 200;

  private static String servers = "";
  private static Path trusted = Path.of("");
  private static Path stranger = Path.of("");

  /** What the client throws on threads of its own, where nobody catches it. */
  private static final AtomicInteger UNCAUGHT = new AtomicInteger();

  private static final List<InfinispanServer> STARTED = new ArrayList<>();

  private final List<AutoCloseable> used = new ArrayList<>();
  private final List<Caches> caches = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeAll
  static void startBoth() throws Exception {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> UNCAUGHT.incrementAndGet());
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "servers-");
    Path key = KeyStores.key(folder.resolve("servers.p12"));
    trusted = KeyStores.trusting(key, folder.resolve("trusted.p12"));
    stranger = KeyStores.key(folder.resolve("stranger.p12"));
    int cluster = Fixtures.freePorts(22_600);
    servers = "127.0.0.1[%d],127.0.0.1[%d]".formatted(cluster, cluster + 1);
    for (int i = 0; i < 2; i++) {
      STARTED.add(
          InfinispanServer.start(
              "ispn-" + i, folder.resolve("ispn-" + i), freePort(), cluster + i, servers, key));
    }
    STARTED.forEach(each -> each.awaitMembers(2));
  }

  @AfterAll
  static void stopBoth() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(null);
    for (InfinispanServer each : STARTED) {
      each.close();
    }
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    for (int i = used.size() - 1; i >= 0; i--) {
      used.get(i).close();
    }
    // side by side: the client watches its trust store and takes two seconds to stop that
    CompletableFuture.allOf(
            caches.stream()
                .map(each -> CompletableFuture.runAsync(each::close))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static int freePort() throws IOException {
    return Ports.free();
  }

  /** What leads a node to its servers by that one. */
  private static Map<String, String> by(int server) {
    return Map.of(
        "berth.cluster",
        "hotrod",
        "berth.cluster.hosts",
        STARTED.get(server).address(),
        "berth.cluster.user",
        InfinispanServer.USER,
        "berth.cluster.password",
        InfinispanServer.PASSWORD,
        "berth.cluster.keystore",
        trusted.toString(),
        "berth.cluster.keystore.password",
        KeyStores.PASSWORD,
        "berth.cluster.interval",
        "50");
  }

  private static ClusterSettings settings(int server, int nearCount, String... other) {
    Map<String, String> values = new HashMap<>(by(server));
    values.put("berth.mapping.near-count", Integer.toString(nearCount));
    for (int i = 0; i < other.length; i += 2) {
      values.put(other[i], other[i + 1]);
    }
    return ClusterSettings.read(Settings.of(values));
  }

  /** Of a node that looks for its servers at that one. */
  private Caches caches(int server, int nearCount) {
    Caches started = Caches.start(settings(server, nearCount), "node");
    caches.add(started);
    return started;
  }

  private MappingCache mapping(int server, int nearCount) {
    MappingCache mapping = Fixtures.mapping(caches(server, nearCount));
    used.add(mapping);
    return mapping;
  }

  private static long version(Lookup answer) {
    assertThat(answer).isInstanceOf(Lookup.Found.class);
    return ((Lookup.Found) answer).association().version();
  }

  @Test
  void whatIsWrittenAtOneServerIsReadAtTheOther() throws IOException {
    MappingCache one = mapping(0, 0);
    MappingCache other = mapping(1, 0);
    for (int i = 0; i < ROUNDS; i++) {
      ConsumerId consumer = ConsumerId.of("both" + i);
      one.publish(Fixtures.association(consumer.value(), 1));
      assertThat(other.find(consumer))
          .isEqualTo(new Lookup.Found(Fixtures.association(consumer.value(), 1)));
      other.publish(Fixtures.association(consumer.value(), 2));
      one.publish(Fixtures.association(consumer.value(), 1));
      assertThat(version(one.find(consumer))).isEqualTo(2);
    }
    one.bindSession("s", ConsumerId.of("both0"));
    assertThat(version(other.findBySession("s"))).isEqualTo(2);
    System.out.printf(
        "two Infinispan Servers: %d mappings each way, memory %d and %d MiB%n",
        ROUNDS, STARTED.get(0).residentMiB(), STARTED.get(1).residentMiB());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000})
  void olderVersionNeverReplacesNewer(int nearCount) throws Exception {
    caches(0, 0).associations().clear();
    List<MappingCache> nodes = List.of(mapping(0, nearCount), mapping(1, nearCount));
    Hammer hammer = new Hammer(nodes, 4, 400, 5);
    hammer.run(threads);
    if (nearCount == 0) {
      assertThat(hammer.regressions()).isZero();
    }
    for (MappingCache each : nodes) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(hammer.consumersNotAtTheirHighest(each)).isEmpty());
    }
  }

  /** Nor is a server believed that somebody else has put up, or anything said in the open. */
  @Test
  void whoHasNotThePasswordGetsInNowhereAndServersProveThemselves() {
    for (ClusterSettings wrong :
        List.of(
            settings(0, 0, "berth.cluster.password", "guessed"),
            settings(0, 0, "berth.cluster.keystore", stranger.toString()),
            settings(0, 0, "berth.cluster.keystore", "open"))) {
      assertThatThrownBy(() -> Caches.start(wrong, "node"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("berth.cluster.hosts");
    }
  }

  /** Of the old answers, the token's version sees through each; what goes wrong costs a 421. */
  @Test
  void aNearCopyIsOldForAMomentAndNeverForOneWhoKnowsBetter() {
    Table table = new Table();
    MappingCache reader = mapping(0, 1_000);
    reader.readThrough(table);
    MappingCache writer = mapping(1, 0);
    long old = 0;
    long longest = 0;
    for (int i = 0; i < ROUNDS; i++) {
      ConsumerId consumer = ConsumerId.of("near" + i);
      writer.publish(table.commit(Fixtures.association(consumer.value(), 1)));
      assertThat(version(reader.find(consumer))).isEqualTo(1);
      writer.publish(table.commit(Fixtures.association(consumer.value(), 2)));
      long written = System.nanoTime();
      if (i % 2 == 0) {
        assertThat(version(reader.find(consumer, 2))).isEqualTo(2);
      }
      long stale = answersUntil(2, reader, consumer);
      old += stale;
      longest = stale > 0 ? Math.max(longest, System.nanoTime() - written) : longest;
    }
    System.out.printf(
        "near copies: %d writes elsewhere, %d answers were old, the last one within %.1f ms%n",
        ROUNDS, old, longest / 1e6);
  }

  /** How many answers were the version before, until it is this one for good. */
  private static long answersUntil(long version, MappingCache reader, ConsumerId consumer) {
    long old = 0;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    for (long read = version(reader.find(consumer));
        read != version;
        read = version(reader.find(consumer))) {
      assertThat(read).isEqualTo(version - 1);
      assertThat(System.nanoTime()).as("it is renewed in time").isLessThan(deadline);
      old++;
    }
    for (int i = 0; i < 5; i++) {
      assertThat(version(reader.find(consumer))).isEqualTo(version);
    }
    return old;
  }

  @Test
  void anOldNearCopyCostsACorrectionAndNeverAWrongAnswer() throws Exception {
    NearCopies.areCorrected(by(1), by(0));
  }

  /**
   * What is left of two refuses, so that nobody trusts half of a split. The one that leads is left:
   * it goes by what it knew of a cache when that started, another one would look at it anew.
   */
  @Test
  void whenOneOfTwoIsKilledTheAuthorityAnswersAndWhenItIsBackTheCachesDo() throws Exception {
    Table table = new Table();
    int left = STARTED.get(0).leads() ? 0 : 1;
    InfinispanServer lost = STARTED.get(1 - left);
    MappingCache node = mapping(left, 0);
    node.readThrough(table);
    MappingCache front = mapping(left, 0);
    ClusterView first = join("n-1", "rm-a", caches(left, 0));
    ClusterView second = join("n-2", "rm-b", caches(1 - left, 0));
    await().atMost(PATIENCE).until(() -> seesBoth(first) && seesBoth(second));
    List<ConsumerId> consumers =
        IntStream.range(0, 50).mapToObj(i -> ConsumerId.of("kept" + i)).toList();
    consumers.forEach(each -> node.publish(table.commit(Fixtures.association(each.value(), 1))));

    int uncaught = UNCAUGHT.get();
    lost.kill();
    long asked = askUntilRefused(node, front, consumers);
    ConsumerId late = ConsumerId.of("late");
    node.publish(table.commit(Fixtures.association("late", 1)));
    node.publish(table.commit(Fixtures.association("kept0", 2)));
    assertThat(version(node.find(late))).isEqualTo(1);
    assertThat(version(node.find(consumers.get(0)))).isEqualTo(2);
    assertThat(node.find(ConsumerId.of("nobody"))).isInstanceOf(Lookup.Unknown.class);
    assertThat(node.statistics().unpublished()).isPositive();
    assertThat(seesBoth(first) && seesBoth(second)).as("the last view holds").isTrue();

    int thrown = UNCAUGHT.get() - uncaught;
    assertThat(thrown).as("one look of each node, not ten a second").isLessThan(20);
    long back = System.nanoTime();
    lost.restart(servers);
    lost.awaitMembers(2);
    await().atMost(PATIENCE).until(() -> front.find(consumers.get(1)) instanceof Lookup.Found);
    long healed = System.nanoTime() - back;
    node.audit().run(true);
    for (ConsumerId each : table.consumers()) {
      assertThat(version(front.find(each))).as("%s", each).isEqualTo(table.version(each));
    }
    second.announce(NodeState.DRAINING);
    await()
        .atMost(PATIENCE)
        .until(() -> first.current().readyNodes("rm-b").isEmpty() && seesBoth(first));
    System.out.printf(
        "one of two servers killed: %d answers until the other refused, all right; whole again"
            + " %.1f s after its restart, by itself; %d exceptions on the client's threads%n",
        asked, healed / 1e9, thrown);
  }

  /** Every answer on the way is right, and nobody is ever taken for unknown. */
  private static long askUntilRefused(
      MappingCache node, MappingCache front, List<ConsumerId> consumers) {
    long asked = 0;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long loads = 0;
    while (loads < consumers.size() * 2L) {
      assertThat(System.nanoTime()).as("what is left refuses in time").isLessThan(deadline);
      for (ConsumerId each : consumers) {
        assertThat(version(node.find(each))).isEqualTo(1);
        asked++;
      }
      loads = node.statistics().loads();
    }
    for (ConsumerId each : consumers) {
      assertThat(front.find(each)).isInstanceOf(Lookup.Degraded.class);
    }
    return asked;
  }

  private ClusterView join(String name, String manager, Caches caches) {
    ClusterView view =
        ClusterView.join(
            caches,
            new Node(name, manager, URI.create("http://127.0.0.1:8080"), NodeState.STARTING),
            new ResourceManager(manager, "eu", 10),
            settings(0, 0),
            System::nanoTime);
    used.add(view);
    view.announce(NodeState.READY);
    return view;
  }

  private static boolean seesBoth(ClusterView view) {
    return view.current().nodes().size() == 2;
  }
}
