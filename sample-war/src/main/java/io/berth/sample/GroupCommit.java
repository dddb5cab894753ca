package io.berth.sample;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has one costly flush serve everybody who asked for it before it began. Whoever returns from
 * {@link #await} knows that a flush has begun and ended since the call.
 */
final class GroupCommit {
  private final Runnable flush;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition flushed = lock.newCondition();
  private long asked;
  private long done;
  private boolean flushing;

  GroupCommit(Runnable flush) {
    this.flush = flush;
  }

  /**
   * Waits for a flush, or makes it; what the flush throws reaches the one who made it, and the next
   * one tries again.
   */
  void await() {
    lock.lock();
    try {
      long mine = ++asked;
      while (done < mine) {
        if (flushing) {
          flushed.awaitUninterruptibly();
        } else {
          flushFor(asked);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void flushFor(long everybodySoFar) {
    flushing = true;
    lock.unlock();
    boolean whole = false;
    try {
      flush.run();
      whole = true;
    } finally {
      lock.lock();
      flushing = false;
      done = whole ? everybodySoFar : done;
      flushed.signalAll();
    }
  }
}
