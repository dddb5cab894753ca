package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.store.Authority;
import io.berth.store.Kind;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An hour of a provisioner that always fails, asked for more every second (RULES A8). */
class FailingMakerTest {
  private static final ResourceManager A = new ResourceManager("rm-a", "", 1_000);
  private static final Logger LOG = Logger.getLogger(Maker.class.getName());
  private final AtomicLong seconds = new AtomicLong();
  private final AtomicInteger attempts = new AtomicInteger();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord message) {
          said.add(message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(listener);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(listener);
    LOG.setUseParentHandlers(true);
  }

  private long nanos() {
    return Duration.ofSeconds(seconds.get()).toNanos();
  }

  private final class Broken implements ResourceProvisioner {
    private volatile boolean repaired;

    @Override
    public void provision(Resource resource) {
      attempts.incrementAndGet();
      if (!repaired) {
        throw new IllegalStateException("planted: no disk");
      }
    }

    @Override
    public void retire(Resource resource) {}
  }

  @Test
  void isTriedOnceForEachPauseAndSaysSoTwice() {
    Broken broken = new Broken();
    Kind kind = Kind.of("workspace");
    Pool pool =
        new Pool(
            kind,
            broken,
            new PoolPolicy(0, 500, 500),
            PoolRules.USUAL,
            Duration.ofSeconds(1),
            this::nanos);
    try (Authority authority = Authority.h2()) {
      Tables tables = Tables.of(authority.database());
      tables.managers().joinWith(A, List.of(kind));
      Maker maker = new Maker(tables.stock(), A, Duration.ofHours(2), new Random(1), this::nanos);
      for (int second = 0; second < 3_600; second++) {
        seconds.set(second);
        maker.makeOne(pool);
      }
      System.out.println("an hour of failures: tried " + attempts + " times, said " + said);
      // 1, 2, 4, 8, 16 and 32 seconds, and then every minute.
      assertThat(attempts.get()).isEqualTo(6 + (3_600 - 63 + 59) / 60);
      assertThat(said).hasSize(2);
      assertThat(said.get(0)).contains("BERTH-301");
      assertThat(said.get(1)).contains("BERTH-335");

      broken.repaired = true;
      seconds.addAndGet(60);
      assertThat(maker.makeOne(pool)).isTrue();
      assertThat(maker.makeOne(pool)).as("at once again").isTrue();
      assertThat(said).hasSize(3);
      assertThat(said.get(2)).contains("works again");
    }
  }
}
