package io.berth.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The one thread that owns every upstream connection, pool and exchange. Whatever another thread
 * wants of them it hands over with {@link #execute}; so they need no locks. Nothing on this thread
 * may block.
 */
final class SelectorLoop implements Executor, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SelectorLoop.class);

  /** An answer of 64 KiB and its head are read at once. */
  static final int BUFFER_BYTES = 120 * 1024;

  private static final long TICK_MILLIS = 100;
  private static final long IDLE_TICK_MILLIS = 1_000;
  private static final long TICK_NANOS = TICK_MILLIS * 1_000_000;

  /** Somebody who owns a channel. Called on the loop's thread only. */
  interface Ready {
    void ready(SelectionKey key);

    /** {@link #ready} threw: a defect. Let go of everything. */
    void failed(Throwable defect);
  }

  /** Is told the time: about every 100 ms while it is busy, every second while it is not. */
  interface Ticked {
    boolean isBusy();

    void tick(long now);
  }

  private final Selector selector;
  private final Thread thread;
  private final Ticked ticked;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private volatile boolean closing;
  private long nextTick;

  /** What waits for one more turn, and what waits for the end of this one. */
  private Deque<Runnable> postponed = new ArrayDeque<>();

  private Deque<Runnable> due = new ArrayDeque<>();

  SelectorLoop(Ticked ticked) throws IOException {
    this.ticked = ticked;
    this.selector = Selector.open();
    this.thread = new Thread(this::run, "berth-forward");
    thread.setDaemon(true);
    thread.setContextClassLoader(SelectorLoop.class.getClassLoader());
  }

  void start() {
    thread.start();
  }

  /** Runs {@code task} on the loop's thread, soon and in order; from any thread. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /**
   * Runs {@code task} behind the next turn, which begins at once: by then whatever is at hand has
   * been dealt with, so that what comes in pieces need not be passed on piece by piece. The loop's
   * thread only.
   */
  void postpone(Runnable task) {
    postponed.add(task);
  }

  boolean isClosing() {
    return closing;
  }

  /** Emptied for the taking; the loop's thread only, and only until it returns to the loop. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  /** What {@link #buffer} writes to. */
  byte[] bytes() {
    return bytes;
  }

  SelectionKey register(SelectableChannel channel, int operations, Ready owner) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, owner);
  }

  private void run() {
    while (!closing) {
      try {
        turn();
      } catch (ClosedSelectorException e) {
        closing = true;
      } catch (IOException | RuntimeException e) {
        LOG.errorf(e, "BERTH-200 the forwarder's selector failed; it goes on");
      }
    }
    runTasks();
  }

  private void turn() throws IOException {
    asleep.set(true);
    if (tasks.isEmpty() && due.isEmpty()) {
      selector.select(this::ready, ticked.isBusy() ? TICK_MILLIS : IDLE_TICK_MILLIS);
    } else {
      selector.selectNow(this::ready);
    }
    asleep.set(false);
    runTasks();
    runDue();
    tickWhenDue();
  }

  private void ready(SelectionKey key) {
    asleep.set(false);
    Ready owner = (Ready) key.attachment();
    try {
      owner.ready(key);
    } catch (RuntimeException | Error e) {
      LOG.errorf(e, "BERTH-201 a forward failed inside this node; its connections are closed");
      owner.failed(e);
    }
  }

  private void runTasks() {
    runAll(tasks);
  }

  private void runDue() {
    runAll(due);
    Deque<Runnable> empty = due;
    due = postponed;
    postponed = empty;
  }

  private static void runAll(Queue<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.errorf(e, "BERTH-201 a forward failed inside this node");
      }
    }
  }

  private void tickWhenDue() {
    long now = System.nanoTime();
    if (now - nextTick >= 0) {
      nextTick = now + TICK_NANOS;
      ticked.tick(now);
    }
  }

  /**
   * Runs {@code last} on the loop's thread and ends it; waits for that, bounded, unless called on
   * the loop's thread itself.
   */
  void close(Runnable last) {
    execute(
        () -> {
          last.run();
          closing = true;
        });
    join();
    close();
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    join();
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debugf(e, "selector did not close cleanly");
    }
  }

  private void join() {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
