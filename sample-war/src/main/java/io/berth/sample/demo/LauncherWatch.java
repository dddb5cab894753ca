package io.berth.sample.demo;

import java.io.IOException;

/**
 * Ends this process when its launcher is gone, however it went: the launcher holds the other end of
 * standard input, and the system closes that even after {@code kill -9}.
 */
final class LauncherWatch {
  private LauncherWatch() {}

  /**
   * @param last what to do first; it has {@value #GRACE_MILLIS} ms
   */
  static void start(Runnable last) {
    Thread watch = new Thread(() -> awaitEndOfInput(last), "launcher-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static final int GRACE_MILLIS = 4_000;

  private static void awaitEndOfInput(Runnable last) {
    try {
      while (System.in.read() >= 0) {
        // The launcher has nothing to say; only its end counts.
      }
    } catch (IOException e) {
      System.err.println("the launcher cannot be heard any more: " + e);
    }
    Thread end = new Thread(last, "end");
    end.setDaemon(true);
    end.start();
    try {
      end.join(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
