package io.berth.allocator;

import io.berth.store.Kind;
import io.berth.store.Level;
import io.berth.store.StockTable.Bounds;
import io.berth.store.Template;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What one node knows of one pool: who waits, how much is asked for, whether making works. */
final class Pool {
  private final Kind kind;
  private final ResourceProvisioner provisioner;
  private final PoolRules rules;
  private final Backoff backoff;
  private final Burst burst;
  private PoolPolicy policy;
  private Demand demand = Demand.NONE;
  private Level level = Level.EMPTY;
  private boolean lookedAt;
  private long generation;
  private int waiting;
  private long made;
  private boolean full;
  private boolean superseded;
  private boolean low = true; // at the start there is nothing yet, which is no news

  Pool(
      Kind kind,
      ResourceProvisioner provisioner,
      PoolPolicy policy,
      PoolRules rules,
      Duration quiet,
      LongSupplier nanos) {
    this.kind = kind;
    this.provisioner = provisioner;
    this.policy = policy;
    this.rules = rules;
    this.backoff = new Backoff(nanos);
    this.burst = new Burst(quiet, nanos);
  }

  Kind kind() {
    return kind;
  }

  ResourceProvisioner provisioner() {
    return provisioner;
  }

  PoolRules rules() {
    return rules;
  }

  Backoff backoff() {
    return backoff;
  }

  synchronized PoolPolicy policy() {
    return policy;
  }

  synchronized void become(PoolPolicy other) {
    policy = other;
  }

  synchronized Demand demand() {
    return demand;
  }

  synchronized void seeTaken(int count, Duration within) {
    demand = demand.taken(count, within);
  }

  synchronized void seeMade(Duration took) {
    demand = demand.made(took);
  }

  /** How much is to be ready, when nothing special is going on. */
  synchronized int target() {
    return rules.selfSizing() ? demand.target(policy, rules.safety()) : policy.target();
  }

  /**
   * While more sign-ups wait than the target would serve, there is one for each, up to the ceiling.
   * During a burst the floor is enough: the rest is made when it is over.
   */
  synchronized Bounds bounds() {
    int wanted = burst.isOn() ? policy.floor() : target();
    int fresh = Math.min(policy.ceiling(), Math.max(wanted, waiting));
    return new Bounds(fresh, policy.ceiling());
  }

  /** Notes how much stock there is now. */
  synchronized void see(Level now) {
    level = now;
    lookedAt = true;
    burst.see(now.free());
  }

  /** How short of ready stock it is; empty until somebody has looked. */
  synchronized Optional<Scarcity> scarcity() {
    return lookedAt ? Optional.of(Scarcity.of(level.free(), policy.floor())) : Optional.empty();
  }

  /** How much is to be made. */
  synchronized int lacking() {
    return Math.max(0, bounds().fresh() - level.free() - level.making());
  }

  synchronized Level level() {
    return level;
  }

  /** Notes the template's generation; whether this is news. */
  synchronized boolean nowMadeFrom(long newest) {
    boolean news = generation != newest;
    generation = newest;
    return news;
  }

  synchronized Template template() {
    return new Template(kind, generation);
  }

  /** Somebody waits; whether there is room for one more. */
  synchronized boolean enter(int most) {
    if (waiting >= most) {
      return false;
    }
    waiting++;
    return true;
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

  /** Notes whether others make from a newer template; whether this is news. */
  synchronized boolean nowSuperseded(boolean isOld) {
    boolean news = superseded != isOld;
    superseded = isOld;
    return news;
  }

  /** Notes whether there is less than the floor; whether this is news. */
  synchronized boolean nowLow(boolean isLow) {
    boolean news = low != isLow;
    low = isLow;
    return news;
  }
}
