package io.berth.filter;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What this node lives on, looked at once a second in the background: so a probe costs nothing and
 * hangs on nothing, and what has not answered for {@value #STALE_SECONDS} seconds counts as lost.
 * Thread-safe.
 */
public final class Health implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Health.class);
  private static final int STALE_SECONDS = 5;
  private static final int FAREWELL_SECONDS = 2;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** What is looked at. */
  public enum Part {
    CACHE,
    AUTHORITY,
    STOCK,
    /** The thread that carries all forwards. */
    FORWARDER
  }

  /** How it is. */
  public enum Condition {
    OK,
    /** There is less than there should be. */
    LOW,
    /** There is nothing left. */
    OUT,
    /** It does not answer, or fails. */
    LOST,
    /** This node does without. */
    NOT_NEEDED;

    boolean isUsable() {
      return this != OUT && this != LOST;
    }
  }

  private record Seen(Condition condition, long at) {}

  private final Map<Part, Supplier<Condition>> watched = new ConcurrentHashMap<>();
  private final Map<Part, Seen> seen = new ConcurrentHashMap<>();
  private final Map<Part, Condition> told = new EnumMap<>(Part.class);
  private final BiConsumer<Part, Condition> onChange;
  private final ScheduledThreadPoolExecutor threads;

  /**
   * @param node its name, for the threads
   * @param onChange told of every change, on a thread of this one
   */
  Health(String node, BiConsumer<Part, Condition> onChange) {
    this.onChange = onChange;
    // One for each part, for none may hang on another; one that tells; one for the node's switch.
    this.threads =
        new ScheduledThreadPoolExecutor(
            Part.values().length + 2,
            task -> {
              Thread thread = new Thread(task, "berth-health-" + node);
              thread.setDaemon(true);
              return thread;
            });
    every(this::tell);
  }

  /**
   * Looks at a part from now on. What {@code look} throws counts as lost; it may block, but is then
   * lost after a while.
   */
  public void watch(Part part, Supplier<Condition> look) {
    boolean known = watched.put(part, look) != null;
    seen.put(part, new Seen(Condition.OK, System.nanoTime()));
    if (!known) {
      every(() -> look(part));
    }
  }

  private void look(Part part) {
    Supplier<Condition> now = watched.get(part);
    if (now != null) {
      Seen found = new Seen(tried(part, now), System.nanoTime());
      watched.computeIfPresent(
          part,
          (same, current) -> {
            seen.put(part, found);
            return current;
          });
    }
  }

  /** Whoever watched it has ended. */
  public void forget(Part part) {
    watched.remove(part);
    seen.remove(part);
  }

  /** Once a second, on a thread of this one. */
  void every(Runnable task) {
    var unused =
        threads.scheduleWithFixedDelay(
            () -> guarded(task), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What throws is tried again all the same. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.debugf(e, "a look at this node failed");
    }
  }

  private static Condition tried(Part part, Supplier<Condition> look) {
    try {
      return look.get();
    } catch (RuntimeException e) {
      LOG.debugf(e, "%s cannot be looked at", part);
      return Condition.LOST;
    }
  }

  /** How a part was when it was last looked at. */
  public Condition of(Part part) {
    Seen last = seen.get(part);
    if (last == null) {
      return Condition.NOT_NEEDED;
    }
    boolean stale = System.nanoTime() - last.at > TimeUnit.SECONDS.toNanos(STALE_SECONDS);
    return stale ? Condition.LOST : last.condition;
  }

  private void tell() {
    for (Part part : Part.values()) {
      Condition now = of(part);
      Condition before = told.put(part, now);
      boolean news = before != null && before != now && now != Condition.NOT_NEEDED;
      if (news && !(before == Condition.NOT_NEEDED && now == Condition.OK)) {
        tell(part, now);
      }
    }
  }

  private void tell(Part part, Condition now) {
    if (now == Condition.LOST) {
      LOG.warnf("BERTH-140 %s of this node does not answer; its readiness probe says so", part);
    } else {
      LOG.infof("%s of this node is %s", part, now);
    }
    onChange.accept(part, now);
  }

  /**
   * Ends within seconds. A look is interrupted only when it does not end by itself: an interrupt in
   * the middle of a read closes an embedded H2 for everybody.
   */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
