package io.berth.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * After a question has failed, asks it again only when something cheap has worked before, and less
 * and less often until it does. For one thread.
 */
final class BackOff {
  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanos;
  private @Nullable RuntimeException failure;
  private long askAt;
  private long pause = SHORTEST;

  BackOff(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * @param cheap throws while {@code question} would fail
   * @throws RuntimeException what either has thrown, or that it is too early to ask again
   */
  <T> T ask(Supplier<T> question, Runnable cheap) {
    RuntimeException before = failure;
    if (before != null && nanos.getAsLong() - askAt < 0) {
      throw new IllegalStateException("not asked again so soon after a failure", before);
    }
    try {
      if (before != null) {
        cheap.run();
      }
      T answer = question.get();
      failure = null;
      pause = SHORTEST;
      return answer;
    } catch (RuntimeException e) {
      failure = e;
      askAt = nanos.getAsLong() + pause;
      pause = Math.min(2 * pause, LONGEST);
      throw e;
    }
  }
}
