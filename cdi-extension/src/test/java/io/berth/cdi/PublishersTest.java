package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublishersTest {
  private static final int THREADS_AND_QUEUE = 4 + 64;

  @Test
  void aSlowClusterHoldsNobodyUpUntilTooMuchWaits() {
    CountDownLatch cluster = new CountDownLatch(1);
    AtomicInteger published = new AtomicInteger();
    try (Publishers publishers = new Publishers()) {
      for (int i = 0; i < THREADS_AND_QUEUE; i++) {
        publishers.execute(
            () -> {
              await(cluster);
              published.incrementAndGet();
            });
      }
      assertThat(published).hasValue(0);
      Thread[] who = new Thread[1];
      publishers.execute(() -> who[0] = Thread.currentThread());
      assertThat(who[0]).as("the one too many").isSameAs(Thread.currentThread());
      cluster.countDown();
    }
    assertThat(published).as("before it ended").hasValue(THREADS_AND_QUEUE);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
