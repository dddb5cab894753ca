package io.berth.background;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * A room's background threads. They see the web application's classes, never keep a server from
 * ending, and are gone when {@link #close} returns. What a task throws ends neither it nor the
 * others; it is logged when it starts and when it ends.
 */
public final class Background implements AutoCloseable {
  private static final long FAREWELL_SECONDS = 10;

  private final Logger log;
  private final ExecutorService threads;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param name of the threads
   * @param log where a task's failures are told
   */
  public Background(String name, Logger log) {
    this.log = log;
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              thread.setContextClassLoader(application);
              return thread;
            });
  }

  /** A task that ends by itself when it is interrupted. */
  @FunctionalInterface
  public interface Task {
    void run() throws InterruptedException;
  }

  /** Runs a task on a thread of its own, once. */
  public void run(Task task) {
    threads.execute(
        () -> {
          try {
            task.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /**
   * Runs a task again and again on a thread of its own, with a pause after each run.
   *
   * @param failure the message that says what failed, with its code; logged for the first of
   *     several failures in a row
   */
  public void every(long pauseMillis, String failure, Task task) {
    run(
        () -> {
          Complaint complaint = new Complaint(log, failure);
          do {
            complaint.guard(task);
          } while (!stopped.await(pauseMillis, TimeUnit.MILLISECONDS));
        });
  }

  public boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Asks every task to end. */
  public void stop() {
    stopped.countDown();
    threads.shutdown();
  }

  /**
   * Asks every task to end and waits for it. A thread is interrupted only when it does not: an
   * interrupt in the middle of a write closes an embedded H2 for everybody.
   */
  @Override
  public void close() {
    stop();
    try {
      if (!threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        log.warnf("BERTH-307 background work did not end within %s s", FAREWELL_SECONDS);
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
