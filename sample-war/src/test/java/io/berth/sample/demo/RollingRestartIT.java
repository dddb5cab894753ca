package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Every node is restarted, one after the other, while people sign up and look at their accounts at
 * a steady rate. One turn in a build; {@code -Prolling} makes ten at 200 requests a second.
 *
 * <p>Every second time the node is drained by its file first, as a stop script does; the others are
 * just stopped, and drain themselves.
 */
class RollingRestartIT {
  private static final int CYCLES = Integer.getInteger("rolling.cycles", 1);
  private static final int PER_SECOND = Integer.getInteger("rolling.rate", 100);

  /**
   * One of so many requests is a sign-up: one in two seconds, for each is a schema to be made anew,
   * and the file of an embedded database that a node starts with grows by half a megabyte.
   */
  private static final int SIGN_UPS = PER_SECOND * 2;

  /** Whose accounts are looked at from the beginning. */
  private static final int FIRST = 6;

  /** Ready at each manager, at least. */
  private static final int FLOOR = 20;

  private static final Duration LONGEST = Duration.ofSeconds(120);

  private final AtomicInteger restarts = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger signUps = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Person> people = new CopyOnWriteArrayList<>();
  private final Random random = new Random(5);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "BERTH_POOL_TARGET", "50",
          "BERTH_POOL_FLOOR", Integer.toString(FLOOR),
          "BERTH_REPLICATION_DELAY", "200",
          "BERTH_DRAIN_NOTICE", "1000",
          "BERTH_DRAIN_TIMEOUT", "2500");

  @Test
  void nobodyNoticesThatEveryNodeIsRestarted() throws Exception {
    ExecutorService browsers = Executors.newFixedThreadPool(64);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (ThreeNodes nodes = ThreeNodes.start("rolling", SETTINGS);
        Balancer balancer = new Balancer(nodes.all())) {
      await().atMost(LONGEST).until(() -> balancer.ready() == 3 && isStocked(nodes));
      for (int i = 0; i < FIRST; i++) {
        signUp(balancer, asked.incrementAndGet());
      }
      var unused =
          clock.scheduleAtFixedRate(
              () -> browsers.execute(() -> request(balancer)),
              0,
              TimeUnit.SECONDS.toNanos(1) / PER_SECOND,
              TimeUnit.NANOSECONDS);
      for (int i = 0; i < 3 * CYCLES && failures.isEmpty(); i++) {
        restart(nodes, nodes.node(i % 3), balancer, i % 2 == 0);
        restarts.incrementAndGet();
      }
      clock.shutdown();
      await().atMost(LONGEST).until(() -> asked.get() == answered.get() + failures.size());
      assertThat(failures).isEmpty();
      assertThat(signUps.get()).isGreaterThan(10);
      assertNothingTwice(nodes);
    } finally {
      System.out.printf(
          "%d restarts under %d requests a second: %d answered, %d sign-ups, failed: %s%n",
          restarts.get(), PER_SECOND, answered.get(), signUps.get(), failures);
      clock.shutdownNow();
      browsers.shutdownNow();
    }
  }

  /** An empty pool is another test. */
  private static boolean isStocked(ThreeNodes nodes) throws Exception {
    String stocked =
        "select count(*) from (select manager from berth_resource where availability = 'FREE'"
            + " group by manager having count(*) >= %d)";
    return nodes.count(stocked.formatted(FLOOR)) == 3;
  }

  private void request(Balancer balancer) {
    int number = asked.incrementAndGet();
    try {
      if (number % SIGN_UPS == 1) {
        signUp(balancer, number);
      } else {
        Person person = people.get(random.nextInt(people.size()));
        Reply reply = balancer.send(node -> person.get(node, "/account.json"));
        note(reply.isAccount(), "account: " + reply);
      }
    } catch (Exception e) {
      failures.add(e.toString());
    }
  }

  private void signUp(Balancer balancer, int number) throws Exception {
    Person person = new Person();
    String name = "rolling" + number;
    Reply reply = balancer.send(node -> person.signUp(node, name + "@example.org", name));
    if (note(reply.status() == 201, "sign-up: " + reply)) {
      signUps.incrementAndGet();
      people.add(person);
    }
  }

  private boolean note(boolean well, String what) {
    if (well) {
      answered.incrementAndGet();
    } else {
      failures.add(what);
    }
    return well;
  }

  private static void restart(
      ThreeNodes nodes, DemoNode node, Balancer balancer, boolean drainedFirst) throws Exception {
    Path drain = ThreeNodes.workOf("rolling", node).resolve("drain");
    if (drainedFirst) {
      Files.createFile(drain);
      await()
          .atMost(LONGEST)
          .until(() -> balancer.readiness(node, "").contains("\"node\":\"drained\""));
    }
    nodes.end(node);
    Files.deleteIfExists(drain);
    await().until(() -> balancer.ready() == 2);
    nodes.begin(node);
    await()
        .atMost(LONGEST)
        .until(() -> balancer.ready() == 3 && balancer.readiness(node, "").startsWith("200 "));
  }

  /** The authority's word: as many consumers as were answered, each with one resource. */
  private void assertNothingTwice(ThreeNodes nodes) throws Exception {
    assertThat(nodes.count("select count(*) from berth_association")).isEqualTo(signUps.get());
    assertThat(nodes.count("select count(*) from berth_resource where availability = 'BOUND'"))
        .isEqualTo(signUps.get());
    assertThat(nodes.count("select count(distinct owner) from berth_resource where owner <> ''"))
        .isEqualTo(signUps.get());
  }
}
