package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.filter.SteadyLoad;
import io.berth.filter.Turns;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Every WildFly of three is restarted, one after the other, while people sign up and look at their
 * accounts at a steady rate. Only {@code -Prolling} runs it: ten turns at 200 requests a second.
 *
 * <p>The first one is just stopped (SIGTERM); the second is suspended by {@code jboss-cli} and then
 * shut down; the third is drained by its file before it is stopped, as a stop script does.
 */
class WildFlyRollingRestartIT {
  private static final int CYCLES = Integer.getInteger("rolling.cycles", 1);

  /** One of them a sign-up: a workspace of 48 tables takes half a core of a small machine. */
  private static final int PER_SECOND = Integer.getInteger("rolling.rate", 100);

  @Test
  void nobodyNoticesThatEveryWildFlyIsRestarted() throws Exception {
    try (ThreeWildFlys nodes = ThreeWildFlys.start();
        Turns<URI> turns = new Turns<>(nodes.addresses(), node -> node);
        SteadyLoad load = new SteadyLoad(new Visitors(turns), PER_SECOND, PER_SECOND)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> turns.ready() == 3);
      long begun = System.nanoTime();
      load.begin();
      int restarts = 0;
      for (int i = 0; i < 3 * CYCLES && load.failures().isEmpty(); i++) {
        nodes.restart(i % 3, turns);
        restarts++;
      }
      load.end();
      long registered = nodes.count("select count(*) from berth_association");
      System.out.printf(
          "%d restarts of a WildFly in %d s, %d registered, under %s%n",
          restarts, Duration.ofNanos(System.nanoTime() - begun).toSeconds(), registered, load);
      assertThat(load.failures()).isEmpty();
      assertThat(load.signUps()).isGreaterThan(10);
      assertNothingTwice(nodes, load.signUps());
      for (String each : nodes.logs()) { // of what is forwarded nothing stays on its thread
        assertThat(each).doesNotContain("WELD-000714");
      }
    }
  }

  /** The authority's word: as many consumers as were answered, each with one resource. */
  private static void assertNothingTwice(ThreeWildFlys nodes, long signUps) throws Exception {
    assertThat(nodes.count("select count(*) from berth_association")).isEqualTo(signUps);
    assertThat(nodes.count("select count(*) from berth_resource where availability = 'BOUND'"))
        .isEqualTo(signUps);
    assertThat(nodes.count("select count(distinct owner) from berth_resource where owner <> ''"))
        .isEqualTo(signUps);
  }
}
