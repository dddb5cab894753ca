package io.berth.mapping;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that ask the authority: few, with a short queue before them, so that a database that
 * hangs costs its askers a time-out and nobody else anything. Gone after ten idle seconds.
 */
final class LoaderThreads implements Executor, AutoCloseable {
  private static final int WAITING_PER_THREAD = 64;
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  LoaderThreads(int count) {
    AtomicInteger number = new AtomicInteger();
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(count * WAITING_PER_THREAD),
            task -> {
              Thread thread = new Thread(task, "berth-mapping-" + number.incrementAndGet());
              thread.setDaemon(true);
              thread.setContextClassLoader(application);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
