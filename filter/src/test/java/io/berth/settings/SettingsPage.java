package io.berth.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/settings.md} as rows, so that a test can hold it against the code. */
public final class SettingsPage {
  private SettingsPage() {}

  /** The row a setting has to have. */
  public static String row(Setting<?> setting) {
    String fallback = setting.fallback();
    String shown =
        fallback == null ? "required" : fallback.isEmpty() ? "empty" : "`" + fallback + "`";
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(setting.name(), setting.unit(), shown, setting.range(), setting.meaning());
  }

  /** Every row of the page that describes a setting, read from the module's directory. */
  public static List<String> written() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "settings.md")).stream()
        .filter(line -> line.startsWith("| `berth."))
        .toList();
  }
}
