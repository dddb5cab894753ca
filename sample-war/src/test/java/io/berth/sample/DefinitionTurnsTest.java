package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionTurnsTest {
  private static final int MAKERS = 2;
  private static final int COPIES = 60;

  private final AtomicBoolean enough = new AtomicBoolean();
  private final AtomicLong made = new AtomicLong();
  private final AtomicLong makingNanos = new AtomicLong();

  @Test
  void aCopyDoesNotWaitForWholeWorkspacesToBeMade(@TempDir Path directory) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MAKERS);
    try (TestStore store = new TestStore("jdbc:h2:file:" + directory + "/s;DB_CLOSE_DELAY=-1")) {
      CountDownLatch firstMade = new CountDownLatch(MAKERS);
      List<Future<?>> makers =
          List.of(
              threads.submit(() -> keepMaking(store, "a", firstMade)),
              threads.submit(() -> keepMaking(store, "b", firstMade)));
      firstMade.await();
      long begun = System.nanoTime();
      for (int i = 0; i < COPIES; i++) {
        copy(store, i);
      }
      double copyMillis = (System.nanoTime() - begun) / 1e6 / COPIES;
      enough.set(true);
      for (Future<?> maker : makers) {
        maker.get();
      }
      double makeMillis = makingNanos.get() / 1e6 / made.get();
      System.out.printf(
          "%d copies of %.1f ms each beside %d makers, %d workspaces of %.1f ms each%n",
          COPIES, copyMillis, MAKERS, made.get(), makeMillis);
      assertThat(copyMillis).isLessThan(makeMillis / 4);
    } finally {
      threads.shutdownNow();
    }
  }

  private void keepMaking(TestStore store, String maker, CountDownLatch firstMade) {
    for (int i = 0; !enough.get(); i++) {
      long begun = System.nanoTime();
      store.provisioner.provision(TestStore.resource(maker + "-" + i));
      makingNanos.addAndGet(System.nanoTime() - begun);
      made.incrementAndGet();
      firstMade.countDown();
    }
  }

  private static void copy(TestStore store, int i) {
    String name = "copy-" + i;
    AccountCopy copy =
        new AccountCopy(name + "@example.org", name, "ws_" + name, Instant.EPOCH, List.of());
    store.replicator.importConsumer(
        TestStore.association(copy.email(), TestStore.resource(name)), copy.toBytes());
  }
}
