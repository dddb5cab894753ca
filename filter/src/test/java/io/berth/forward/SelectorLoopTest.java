package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SelectorLoopTest {
  private static final SelectorLoop.Ticked NOBODY =
      new SelectorLoop.Ticked() {
        @Override
        public boolean isBusy() {
          return false;
        }

        @Override
        public void tick(long now) {}
      };

  @Test
  void whatIsPostponedComesBehindWhatIsAtHand() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    try (SelectorLoop loop = new SelectorLoop(NOBODY)) {
      loop.start();
      loop.execute(
          () -> {
            loop.postpone(
                () -> {
                  order.add("postponed");
                  done.countDown();
                });
            loop.execute(() -> order.add("at hand"));
            order.add("first");
          });

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(order).containsExactly("first", "at hand", "postponed");
  }

  @Test
  void whatIsPostponedAgainAndAgainDoesNotStopTheOthers() throws Exception {
    CountDownLatch turns = new CountDownLatch(1_000);
    CountDownLatch tasks = new CountDownLatch(1_000);
    try (SelectorLoop loop = new SelectorLoop(NOBODY)) {
      loop.start();
      loop.execute(() -> again(loop, turns));
      for (int i = 0; i < 1_000; i++) {
        loop.execute(tasks::countDown);
      }

      assertThat(tasks.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void again(SelectorLoop loop, CountDownLatch turns) {
    turns.countDown();
    if (turns.getCount() > 0) {
      loop.postpone(() -> again(loop, turns));
    }
  }
}
