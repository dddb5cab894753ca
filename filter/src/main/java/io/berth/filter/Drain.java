package io.berth.filter;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Leaving without anybody noticing: the node says that it leaves, serves as before until everybody
 * has seen it, hands over event streams and WebSockets, and waits for what is under way. It is
 * drained while there is a cause; when the last one is gone, it is ready again. Thread-safe.
 */
final class Drain implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Drain.class);
  private static final long LOOK_MILLIS = 50;

  /** Why a node is drained. Each is taken back by whoever brought it. */
  enum Cause {
    OPERATOR,
    /** The file that {@code berth.drain.file} names is there. */
    FILE,
    /** The server is suspended, or stops. */
    SERVER
  }

  /** What a drain does to the node. */
  interface Steps {
    /** Tells the others that this node leaves. */
    void announce();

    /** Tells them that it stays. */
    void takeBack();

    /** Ends what would never end by itself, so that its client comes back elsewhere. */
    void handOver();

    /** How much is under way. */
    int underWay();

    /** Whether there is anybody who has to notice, so that notice is worth its time. */
    boolean isWatched();
  }

  private final Steps steps;
  private final Duration notice;
  private final Duration patience;
  private final Set<Cause> causes = EnumSet.noneOf(Cause.class);
  private final List<BooleanSupplier> errands = new CopyOnWriteArrayList<>();
  private CountDownLatch cancelled = new CountDownLatch(1);
  private CountDownLatch left = new CountDownLatch(1);
  private volatile boolean draining;
  private volatile boolean drained;

  Drain(Steps steps, Duration notice, Duration patience) {
    this.steps = steps;
    this.notice = notice;
    this.patience = patience;
  }

  /** What must be true before the node counts as drained, for as long as its patience lasts. */
  void waitFor(BooleanSupplier errand) {
    errands.add(errand);
  }

  /** A cause to leave; the first one starts it. Returns at once. */
  synchronized void begin(Cause cause) {
    begin(cause, steps.isWatched() ? notice : Duration.ZERO);
  }

  /** The same where nobody new comes any more. */
  synchronized void beginAtOnce(Cause cause) {
    begin(cause, Duration.ZERO);
  }

  private synchronized void begin(Cause cause, Duration pause) {
    boolean first = causes.isEmpty();
    if (!causes.add(cause) || !first) {
      return;
    }
    LOG.infof("this node leaves, by %s", word(cause));
    draining = true;
    cancelled = new CountDownLatch(1);
    left = new CountDownLatch(1);
    CountDownLatch mine = cancelled;
    CountDownLatch done = left;
    steps.announce();
    Thread thread = new Thread(() -> leave(pause, mine, done), "berth-drain");
    thread.setDaemon(true);
    thread.start();
  }

  /** A cause is gone; with the last one the node is ready again. */
  synchronized void end(Cause cause) {
    if (!causes.remove(cause)) {
      return;
    }
    if (causes.isEmpty()) {
      LOG.infof("this node stays; %s has taken it back", word(cause));
      cancelled.countDown();
      draining = false;
      drained = false;
      steps.takeBack();
    } else {
      LOG.infof("this node still leaves, by %s", causes);
    }
  }

  private void leave(Duration pause, CountDownLatch stop, CountDownLatch done) {
    try {
      if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      steps.handOver();
      long end = System.nanoTime() + patience.toNanos();
      while (!isDone() && System.nanoTime() - end < 0) {
        if (stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      finish(stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.countDown();
    }
  }

  private synchronized void finish(CountDownLatch stop) {
    if (stop.getCount() == 0) {
      return;
    }
    if (isDone()) {
      LOG.info("this node has left: nothing is under way");
    } else {
      LOG.warnf(
          "BERTH-142 this node leaves with %d requests under way or data that nobody else has, after"
              + " %d ms; see berth.drain.timeout",
          steps.underWay(), patience.toMillis());
    }
    drained = true;
  }

  private boolean isDone() {
    return steps.underWay() == 0 && errands.stream().allMatch(BooleanSupplier::getAsBoolean);
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether the server may stop now: nothing is under way any more, or patience has run out. */
  boolean isDrained() {
    return drained;
  }

  /** Until it has left, at most as long as its notice and its patience together. */
  void await() {
    CountDownLatch done;
    synchronized (this) {
      done = left;
    }
    try {
      long longest = notice.plus(patience).toMillis() + 1_000;
      if (!done.await(longest, TimeUnit.MILLISECONDS)) {
        LOG.debugf("not drained after %d ms", longest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String word(Cause cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  /** Nobody waits for it any more. */
  @Override
  public synchronized void close() {
    cancelled.countDown();
  }
}
