package io.berth.allocator;

import java.time.Duration;

/** A sign-up waits for stock: while it does, the pool may grow beyond its target for it. */
public final class Expectation implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMillis(200);
  private final Pool pool;
  private final Runnable wish;
  private long seen;

  Expectation(Pool pool, Runnable wish) {
    this.pool = pool;
    this.wish = wish;
    this.seen = pool.made();
    pool.enter();
  }

  /** How long nothing can be made, because making failed a moment ago; zero when it may work. */
  public Duration pause() {
    return pool.backoff().remaining();
  }

  /** Whether nothing can be made because the manager's capacity is used up. */
  public boolean isHopeless() {
    return pool.isFull();
  }

  /** Waits until it is worth looking at the stock again, at most {@code atMost}. */
  public void await(Duration atMost) throws InterruptedException {
    wish.run();
    pool.awaitMore(seen, atMost.compareTo(LONGEST) < 0 ? atMost : LONGEST);
    seen = pool.made();
  }

  @Override
  public void close() {
    pool.leave();
  }
}
