package io.berth.cluster;

import static io.berth.cluster.Fixtures.association;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.infinispan.commons.api.BasicCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedCachesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int ports = Fixtures.freePorts(22_020);
  private final List<Caches> started = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    started.forEach(Caches::close);
  }

  private Caches start(int number, String... more) {
    Caches caches =
        Caches.start(
            Fixtures.clustered("embedded-caches-test", ports, number, more), "node-" + number);
    synchronized (started) {
      started.add(caches);
    }
    return caches;
  }

  @Test
  void closingLeavesNoThreadAndNoMBean() throws Exception {
    start(0).close();
    Set<String> threadsBefore = threadNames();
    int beansBefore = ManagementFactory.getPlatformMBeanServer().getMBeanCount();
    for (int i = 0; i < 3; i++) {
      Caches caches = start(0);
      ClusterView view =
          ClusterView.join(
              caches,
              Fixtures.node("node-0", "rm-a", 8080),
              Fixtures.manager("rm-a"),
              Fixtures.clustered("embedded-caches-test", ports, 0),
              System::nanoTime);
      caches.associations().put("c", association("c", 1));
      view.close();
      caches.close();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(threadNames()).isSubsetOf(threadsBefore));
    assertThat(ManagementFactory.getPlatformMBeanServer().getMBeanCount()).isEqualTo(beansBefore);
  }

  private static Set<String> threadNames() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("awaitility"))
        .collect(Collectors.toSet());
  }

  @Test
  void portInUseIsSaidSoWithTheSettingToLookAt() throws Exception {
    try (ServerSocket taken = new ServerSocket(ports, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> start(0))
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("berth.cluster.bind-port");
    }
  }

  @Test
  void threeThatStartAtOnceFormOneCluster() throws Exception {
    for (int round = 0; round < 3; round++) {
      long from = System.nanoTime();
      List<Future<Caches>> starting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        starting.add(threads.submit(() -> start(number)));
      }
      for (Future<Caches> each : starting) {
        Caches caches = each.get(30, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> caches.members().orElseThrow().size() == 3);
      }
      System.out.printf(
          "three that started at once are one cluster after %d ms%n",
          (System.nanoTime() - from) / 1_000_000);
      started.forEach(Caches::close);
      started.clear();
    }
  }

  @Test
  void onlyWhoHoldsTheClustersKeyGetsIn(@TempDir Path directory) throws Exception {
    String[] members = keystore(directory.resolve("members.p12"));
    Caches one = start(0, members);
    Caches two = start(1, members);
    await().atMost(PATIENCE).until(() -> two.members().orElseThrow().size() == 2);
    one.associations().put("c", association("c", 1));
    await()
        .atMost(PATIENCE) // two that did not find each other at once are being merged
        .until(() -> association("c", 1).equals(two.associations().get("c")));

    List<Caches> strangers =
        List.of(start(2, keystore(directory.resolve("stranger.p12"))), start(3));
    await()
        .during(Duration.ofSeconds(4))
        .atMost(PATIENCE)
        .until(() -> strangers.stream().allMatch(each -> each.members().orElseThrow().size() == 1));
    assertThat(one.members().orElseThrow()).hasSize(2);
    for (Caches each : strangers) {
      assertThat(each.associations().get("c")).isNull();
    }
  }

  /** Of a class that Berth does not store. */
  private record Foreign(String text) implements Serializable {}

  /** Nobody's bytes become an object of any class that happens to be there. */
  @Test
  @SuppressWarnings("unchecked") // that is the point
  void onlyWhatBerthStoresIsCarried() {
    Caches one = start(0);
    Caches two = start(1);
    await().atMost(PATIENCE).until(() -> two.members().orElseThrow().size() == 2);
    BasicCache<String, ?> associations = one.associations();
    assertThatThrownBy(
            () -> ((BasicCache<String, Object>) associations).put("c", new Foreign("any")))
        .hasStackTraceContaining("Foreign");
    assertThat(two.associations().containsKey("c")).isFalse();
  }

  private static String[] keystore(Path file) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                (keytool
                        + " -genkeypair -keyalg EC -alias berth -dname CN=berth -validity 2"
                        + " -storetype PKCS12 -storepass changeit -keystore "
                        + file)
                    .split(" ", -1))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return new String[] {
      "berth.cluster.keystore", file.toString(), "berth.cluster.keystore.password", "changeit"
    };
  }

  @Test
  void keyStoreThatCannotBeOpenedIsSaidSo(@TempDir Path directory) throws Exception {
    String[] settings = keystore(directory.resolve("members.p12"));
    settings[3] = "wrong";
    assertThatThrownBy(() -> start(0, settings))
        .hasMessageContaining("berth.cluster.keystore.password");
  }

  @Test
  void boundedMappingEvictsAndGoesOn() {
    Caches caches = start(0, "berth.mapping.max-count", "100");
    for (int i = 0; i < 1_000; i++) {
      caches.associations().put("c" + i, association("c" + i, 1));
    }
    assertThat(caches.associations().size()).isBetween(1, 100);
    assertThat(caches.associations().get("c999")).isEqualTo(association("c999", 1));
  }
}
