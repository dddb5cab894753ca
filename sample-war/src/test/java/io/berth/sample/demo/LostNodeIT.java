package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A node dies while its consumers' data is on nobody else's disk yet. */
class LostNodeIT {
  private static final Duration SOON = ThreeNodes.LAG.plusSeconds(30);

  @Test
  void onlyItsOwnConsumersWaitAndOnlyUntilTheirDataHasArrived() throws Exception {
    try (ThreeNodes nodes = ThreeNodes.start("lost")) {
      Map<String, List<Person>> byHome = signUp(nodes, 12);
      DemoNode lost = nodes.node(2);
      List<DemoNode> left = List.of(nodes.node(0), nodes.node(1));
      nodes.kill(lost);
      List<Person> orphans = Objects.requireNonNull(byHome.remove(lost.manager()));
      int served = 0;
      for (DemoNode node : left) {
        for (List<Person> people : byHome.values()) {
          for (Person person : people) {
            assertThat(person.get(node, "/account.json").isAccount()).isTrue();
            served++;
          }
        }
        for (Person orphan : orphans) {
          Reply reply = orphan.get(node, "/account.json");
          assertThat(reply.isAccount() || reply.status() >= 502).as("%s", reply).isTrue();
        }
      }
      System.out.println(served + " requests of others served, " + orphans.size() + " orphans");
      for (Person orphan : orphans) {
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(200))
            .until(() -> orphan.get(left.get(0), "/account.json").isAccount());
      }
      assertThat(new Person().signUp(left.get(1), "after@example.org", "After").status())
          .isEqualTo(201);
    }
  }

  private static Map<String, List<Person>> signUp(ThreeNodes nodes, int count) throws Exception {
    Map<String, List<Person>> byHome = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Person person = new Person();
      Reply reply = person.signUp(nodes.node(i % 3), "lost" + i + "@example.org", "Lost " + i);
      assertThat(reply.status()).as("%s", reply).isEqualTo(201);
      byHome.computeIfAbsent(reply.text("home"), home -> new ArrayList<>()).add(person);
    }
    assertThat(byHome).hasSize(3);
    return byHome;
  }
}
