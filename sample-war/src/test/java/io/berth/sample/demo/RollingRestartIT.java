package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.filter.SteadyLoad;
import io.berth.filter.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Every node is restarted, one after the other, while people sign up and look at their accounts at
 * a steady rate. Only {@code -Prolling} runs it: ten turns at 200 requests a second.
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

  /** Ready at each manager, at least. */
  private static final int FLOOR = 20;

  private static final Duration LONGEST = Duration.ofSeconds(120);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "BERTH_POOL_TARGET", "50",
          "BERTH_POOL_FLOOR", Integer.toString(FLOOR),
          "BERTH_REPLICATION_DELAY", "200",
          "BERTH_DRAIN_NOTICE", "1000",
          "BERTH_DRAIN_TIMEOUT", "2500");

  @Test
  void nobodyNoticesThatEveryNodeIsRestarted() throws Exception {
    try (ThreeNodes nodes = ThreeNodes.start("rolling", SETTINGS);
        Turns<DemoNode> turns = new Turns<>(nodes.all(), node -> node.at("/"));
        SteadyLoad load = new SteadyLoad(new Persons(turns), PER_SECOND, SIGN_UPS)) {
      await().atMost(LONGEST).until(() -> turns.ready() == 3 && isStocked(nodes));
      int restarts = 0;
      try {
        load.begin();
        for (int i = 0; i < 3 * CYCLES && load.failures().isEmpty(); i++) {
          restart(nodes, nodes.node(i % 3), turns, i % 2 == 0);
          restarts++;
        }
        load.end();
      } finally {
        System.out.printf("%d restarts under %s%n", restarts, load);
      }
      assertThat(load.failures()).isEmpty();
      assertThat(load.signUps()).isGreaterThan(10);
      assertNothingTwice(nodes, load.signUps());
    }
  }

  /** An empty pool is another test. */
  private static boolean isStocked(ThreeNodes nodes) throws Exception {
    String stocked =
        "select count(*) from (select manager from berth_resource where availability = 'FREE'"
            + " group by manager having count(*) >= %d)";
    return nodes.count(stocked.formatted(FLOOR)) == 3;
  }

  private static final class Persons implements SteadyLoad.People {
    private final Turns<DemoNode> turns;
    private final List<Person> all = new CopyOnWriteArrayList<>();
    private final Random random = new Random(5);

    Persons(Turns<DemoNode> turns) {
      this.turns = turns;
    }

    @Override
    public String signUp(int number) throws IOException, InterruptedException {
      Person person = new Person();
      String name = "rolling" + number;
      Reply reply = turns.send(node -> person.signUp(node, name + "@example.org", name));
      if (reply.status() != 201) {
        return "sign-up: " + reply;
      }
      all.add(person);
      return "";
    }

    @Override
    public String look() throws IOException, InterruptedException {
      Person person = all.get(random.nextInt(all.size()));
      Reply reply = turns.send(node -> person.get(node, "/account.json"));
      return reply.isAccount() ? "" : "account: " + reply;
    }
  }

  private static void restart(
      ThreeNodes nodes, DemoNode node, Turns<DemoNode> turns, boolean drainedFirst)
      throws Exception {
    Path drain = ThreeNodes.workOf("rolling", node).resolve("drain");
    if (drainedFirst) {
      Files.createFile(drain);
      await()
          .atMost(LONGEST)
          .until(() -> turns.readiness(node, "").contains("\"node\":\"drained\""));
    }
    nodes.end(node);
    Files.deleteIfExists(drain);
    await().until(() -> turns.ready() == 2);
    nodes.begin(node);
    await()
        .atMost(LONGEST)
        .until(() -> turns.ready() == 3 && turns.readiness(node, "").startsWith("200 "));
  }

  /** The authority's word: as many consumers as were answered, each with one resource. */
  private static void assertNothingTwice(ThreeNodes nodes, long signUps) throws Exception {
    assertThat(nodes.count("select count(*) from berth_association")).isEqualTo(signUps);
    assertThat(nodes.count("select count(*) from berth_resource where availability = 'BOUND'"))
        .isEqualTo(signUps);
    assertThat(nodes.count("select count(distinct owner) from berth_resource where owner <> ''"))
        .isEqualTo(signUps);
  }
}
