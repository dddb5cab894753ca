package io.berth.forward;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what may wait and therefore has no place on the loop: names to look up, caches to
 * write to, certificates to check. There are none as long as nobody asks, and four at most.
 */
final class Aside implements Executor, AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUE = 1_024;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Aside::thread);

  Aside() {
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "berth-forward-aside");
    thread.setDaemon(true);
    thread.setContextClassLoader(Aside.class.getClassLoader());
    return thread;
  }

  /**
   * @throws RejectedExecutionException when too much is waiting already, or after the end
   */
  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
