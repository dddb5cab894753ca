package io.berth.sample.bench;

import java.io.IOException;

/** One group of budgets. */
interface Part {
  /** What {@code -Dbench.only} calls it. */
  String name();

  /** Measures, and adds what was found to the rig's findings. */
  void run(Rig rig) throws IOException, InterruptedException;
}
