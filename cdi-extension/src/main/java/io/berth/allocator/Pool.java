package io.berth.allocator;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What one node knows of one resource type's pool: who waits, and whether making works. */
final class Pool {
  private final String type;
  private final ResourceProvisioner provisioner;
  private final PoolPolicy policy;
  private final Backoff backoff;
  private final Burst burst;
  private int waiting;
  private long made;
  private boolean full;
  private boolean low = true; // at the start there is nothing yet, which is no news

  Pool(
      String type,
      ResourceProvisioner provisioner,
      PoolPolicy policy,
      Duration quiet,
      LongSupplier nanos) {
    this.type = type;
    this.provisioner = provisioner;
    this.policy = policy;
    this.backoff = new Backoff(nanos);
    this.burst = new Burst(quiet, nanos);
  }

  String type() {
    return type;
  }

  ResourceProvisioner provisioner() {
    return provisioner;
  }

  PoolPolicy policy() {
    return policy;
  }

  Backoff backoff() {
    return backoff;
  }

  /**
   * While more sign-ups wait than the target would serve, there is one for each, up to the ceiling.
   * During a burst the floor is enough: the rest is made when it is over.
   */
  synchronized int bound() {
    int wanted = burst.isOn() ? policy.floor() : policy.target();
    return Math.min(policy.ceiling(), Math.max(wanted, waiting));
  }

  /** Notes how much stock is ready now. */
  synchronized void seeReady(int ready) {
    burst.see(ready);
  }

  synchronized void enter() {
    waiting++;
  }

  synchronized void leave() {
    waiting--;
  }

  synchronized int waiting() {
    return waiting;
  }

  synchronized long made() {
    return made;
  }

  synchronized void announceOne() {
    made++;
    notifyAll();
  }

  /** Waits until more than {@code seen} were made here, or until the time is up. */
  synchronized void awaitMore(long seen, Duration atMost) throws InterruptedException {
    if (made <= seen && atMost.toMillis() > 0) {
      wait(atMost.toMillis()); // whoever waits looks at the authority again, so once is enough
    }
  }

  /** Notes whether the manager has no room left; whether this is news. */
  synchronized boolean nowFull(boolean isFull) {
    boolean news = full != isFull;
    full = isFull;
    return news;
  }

  synchronized boolean isFull() {
    return full;
  }

  /** Notes whether there is less than the floor; whether this is news. */
  synchronized boolean nowLow(boolean isLow) {
    boolean news = low != isLow;
    low = isLow;
    return news;
  }
}
