package io.berth.sample.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * One thread that serves every socket of the load generator and of the backends: with one core for
 * both, each switch between threads would be paid by the node that is measured.
 */
final class Reactor implements AutoCloseable {
  /** Serves one channel; called by the reactor's thread only. */
  interface Handler {
    void ready(SelectionKey key) throws IOException;

    /** The channel failed and has been closed. */
    void broken(IOException cause);
  }

  private static final int PATIENCE_SECONDS = 30;
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Selector selector = Selector.open();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Thread thread = new Thread(this::run, "reactor");

  Reactor() throws IOException {
    thread.setDaemon(true);
    thread.start();
  }

  /** Room to read into, empty; valid until the handler returns. */
  ByteBuffer input() {
    return input.clear();
  }

  /** Called by the reactor's thread, in a task. */
  void register(SelectableChannel channel, int operations, Handler handler) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, operations, handler);
  }

  /** Runs a task between two events and waits for its result. */
  <T> T call(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    tasks.add(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    selector.wakeup();
    try {
      return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("a task of the reactor failed", e.getCause());
    }
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(Reactor::serve);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClosedSelectorException e) {
      tasks.clear(); // closed while it waited: the run is over
    }
  }

  private static void serve(SelectionKey key) {
    Handler handler = (Handler) key.attachment();
    try {
      handler.ready(key);
    } catch (IOException e) {
      key.cancel();
      close(key.channel());
      handler.broken(e);
    }
  }

  static void close(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
