package io.berth.sample.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One core for the node under test, another for load and backends: otherwise the faster node is
 * robbed by the load it attracts. Where the system has no {@code taskset} or but one core, nothing
 * is pinned and the report says so.
 *
 * @param pinned whether it could be done
 */
record Cores(boolean pinned) {
  private static final String NODE_CORE = "0";
  private static final String LOAD_CORE = "1";
  private static final int PATIENCE_SECONDS = 10;

  /** Pins this process, all its threads included. */
  static Cores pinThisProcess() throws InterruptedException {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      return new Cores(false);
    }
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      Process pinning =
          new ProcessBuilder("taskset", "-acp", LOAD_CORE, self)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      boolean done = pinning.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new Cores(done && pinning.exitValue() == 0);
    } catch (IOException e) {
      System.out.println("nothing is pinned: " + e.getMessage());
      return new Cores(false);
    }
  }

  /** The same command on the core of the node under test. */
  List<String> forNode(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (pinned) {
      whole.addAll(List.of("taskset", "-c", NODE_CORE));
    }
    whole.addAll(command);
    return whole;
  }
}
