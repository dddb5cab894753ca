package io.berth.cdi;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The few threads that tell the cluster of new consumers. When they cannot keep up, whoever has
 * something to publish does it, and so slows down.
 */
final class Publishers implements Executor, AutoCloseable {
  private static final int THREADS = 4;
  private static final int WAITING = 64;
  private static final long FAREWELL_SECONDS = 5;

  private final ThreadPoolExecutor threads;

  Publishers() {
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "berth-publisher");
              thread.setDaemon(true);
              thread.setContextClassLoader(application);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Waits for what is under way; what was not published, nodes ask the authority for. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }
}
