package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  @Test
  void whoeverReturnsWasFlushedAndManyShareOneFlush() throws Exception {
    AtomicLong written = new AtomicLong();
    AtomicLong durable = new AtomicLong();
    AtomicInteger flushes = new AtomicInteger();
    GroupCommit commits =
        new GroupCommit(
            () -> {
              long seen = written.get();
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
              durable.accumulateAndGet(seen, Math::max);
              flushes.incrementAndGet();
            });
    ExecutorService writers = Executors.newFixedThreadPool(16);
    List<Future<Boolean>> kept = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      kept.add(
          writers.submit(
              () -> {
                long mine = written.incrementAndGet();
                commits.await();
                return durable.get() >= mine;
              }));
    }
    for (Future<Boolean> each : kept) {
      assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
    }
    writers.shutdown();
    System.out.println("1000 writes by 16 threads, " + flushes + " flushes");
    assertThat(flushes.get()).isLessThan(1_000);
  }

  @Test
  void aFailedFlushIsToldAndTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    GroupCommit commits =
        new GroupCommit(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
              }
            });
    assertThatThrownBy(commits::await).hasMessage("disk full");
    commits.await();
    assertThat(tries).hasValue(2);
  }
}
