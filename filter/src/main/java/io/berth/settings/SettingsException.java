package io.berth.settings;

import java.util.List;

/** The settings are wrong; the message lists every problem, one a line. */
public final class SettingsException extends RuntimeException {
  private final List<String> problems;

  public SettingsException(List<String> problems) {
    super(
        "BERTH-001 "
            + problems.size()
            + " setting(s) are wrong; see docs/settings.md:\n  "
            + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
