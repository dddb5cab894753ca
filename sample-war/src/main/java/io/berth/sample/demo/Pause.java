package io.berth.sample.demo;

/** The one place where the launcher waits for time to pass. */
final class Pause {
  private Pause() {}

  static void millis(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }
}
