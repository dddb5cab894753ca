package io.berth.allocator;

import java.time.Duration;

/** A sign-up waits for stock: while it does, the pool may grow beyond its target for it. */
public final class Expectation implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMillis(200);
  private final Pool pool;
  private final Runnable wish;
  private final boolean admitted;
  private long seen;

  /**
   * @param most how many may wait; who comes after them has nothing to wait for
   */
  Expectation(Pool pool, int most, Runnable wish) {
    this.pool = pool;
    this.wish = wish;
    this.seen = pool.made();
    this.admitted = pool.enter(most);
  }

  /** How long nothing can be made, because making failed a moment ago; zero when it may work. */
  public Duration pause() {
    return pool.backoff().remaining();
  }

  /** Whether waiting is pointless: the manager's capacity is used up, or too many wait already. */
  public boolean isHopeless() {
    return !admitted || pool.isFull();
  }

  /** Waits until it is worth looking at the stock again, at most {@code atMost}. */
  public void await(Duration atMost) throws InterruptedException {
    wish.run();
    pool.awaitMore(seen, atMost.compareTo(LONGEST) < 0 ? atMost : LONGEST);
    seen = pool.made();
  }

  @Override
  public void close() {
    if (admitted) {
      pool.leave();
    }
  }
}
