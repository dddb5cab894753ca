package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The order in which a node leaves. */
class DrainTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Drain.Steps steps =
      new Drain.Steps() {
        @Override
        public void announce() {
          said.add("leaves");
        }

        @Override
        public void takeBack() {
          said.add("stays");
        }

        @Override
        public void handOver() {
          said.add("hands over");
        }

        @Override
        public int underWay() {
          return underWay.get();
        }

        @Override
        public boolean isWatched() {
          return true;
        }
      };

  @Test
  void itSaysSoFirstAndHandsOverAfterItsNotice() {
    try (Drain drain = new Drain(steps, Duration.ofMillis(200), LONG)) {
      drain.begin(Drain.Cause.OPERATOR);
      assertThat(said).containsExactly("leaves");
      assertThat(drain.isDraining()).isTrue();
      assertThat(drain.isDrained()).isFalse();
      drain.await();
      assertThat(said).containsExactly("leaves", "hands over");
      assertThat(drain.isDrained()).isTrue();
    }
  }

  @Test
  void whatIsUnderWayIsWaitedFor() throws Exception {
    underWay.set(1);
    AtomicBoolean errand = new AtomicBoolean();
    try (Drain drain = new Drain(steps, Duration.ZERO, LONG)) {
      drain.waitFor(errand::get);
      drain.begin(Drain.Cause.SERVER);
      Thread server = new Thread(drain::await);
      server.start();
      await().until(() -> said.contains("hands over"));
      server.join(200);
      assertThat(server.isAlive()).as("the server waits").isTrue();
      underWay.set(0);
      server.join(200);
      assertThat(drain.isDrained()).as("data is still on its way").isFalse();
      errand.set(true);
      server.join(10_000);
      assertThat(server.isAlive()).isFalse();
      assertThat(drain.isDrained()).isTrue();
    }
  }

  @Test
  void patienceEnds() {
    underWay.set(1);
    try (Drain drain = new Drain(steps, Duration.ZERO, Duration.ofMillis(50))) {
      drain.begin(Drain.Cause.SERVER);
      drain.await();
      assertThat(drain.isDrained()).isTrue();
    }
  }

  @Test
  void itStaysOnlyWhenEveryCauseIsGone() {
    try (Drain drain = new Drain(steps, LONG, LONG)) {
      drain.begin(Drain.Cause.OPERATOR);
      drain.begin(Drain.Cause.FILE);
      drain.end(Drain.Cause.FILE);
      assertThat(drain.isDraining()).isTrue();
      drain.end(Drain.Cause.SERVER);
      drain.end(Drain.Cause.OPERATOR);
      assertThat(drain.isDraining()).isFalse();
      assertThat(said).containsExactly("leaves", "stays");
      drain.await(); // whoever waits for a drain that was taken back goes on
    }
  }
}
