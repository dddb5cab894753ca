package io.berth.sample.demo;

import java.io.PrintStream;

/** A bar on one line of a terminal; a line now and then where there is none. */
final class Progress {
  private static final int WIDTH = 30;
  private static final double STEP_WITHOUT_TERMINAL = 0.25;

  private final PrintStream out;
  private final boolean terminal;
  private final String title;
  private double next;
  private int shownLength;

  Progress(PrintStream out, boolean terminal, String title) {
    this.out = out;
    this.terminal = terminal;
    this.title = title;
  }

  /**
   * @param part done, 0 to 1
   */
  void show(double part, String detail) {
    if (terminal) {
      int full = (int) Math.round(part * WIDTH);
      String line =
          String.format(
              "  %-13s [%s%s] %s", title, "#".repeat(full), ".".repeat(WIDTH - full), detail);
      out.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
      out.flush();
      shownLength = line.length();
    } else if (part >= next) {
      out.printf("  %-13s %3.0f %%  %s%n", title, part * 100, detail);
      next = Math.min(1, part + STEP_WITHOUT_TERMINAL);
      if (part >= 1) {
        next = 2;
      }
    }
  }

  void end() {
    if (terminal) {
      out.println();
    }
  }
}
