package io.berth.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The sources of settings and the problems found in them. A room reads what it needs with {@link
 * #get}; when all rooms have read, {@link #check} throws once with every problem. Not thread-safe:
 * used at start, by one thread.
 */
public final class Settings {
  private final List<Function<Setting<?>, @Nullable String>> sources;
  private final List<String> problems = new ArrayList<>();

  private Settings(List<Function<Setting<?>, @Nullable String>> sources) {
    this.sources = sources;
  }

  /**
   * System properties, then environment, then what the web application says.
   *
   * @param initParameter the web application's answer for a name, or null
   */
  public static Settings of(UnaryOperator<@Nullable String> initParameter) {
    return new Settings(
        List.of(
            setting -> System.getProperty(setting.name()),
            setting -> System.getenv(setting.environmentName()),
            setting -> initParameter.apply(setting.name())));
  }

  /** Only what is given: for tests and for code that starts Berth itself. */
  public static Settings of(Map<String, String> values) {
    return new Settings(List.of(setting -> values.get(setting.name())));
  }

  /**
   * The value of a setting that has a default. A wrong one is noted as a problem for {@link #check}
   * and read as its default.
   */
  public <T> T get(Setting<T> setting) {
    String fallback = setting.fallback();
    if (fallback == null) {
      throw new IllegalArgumentException(setting.name() + " has no default: use require");
    }
    return read(setting).orElseGet(() -> setting.reader().apply(fallback));
  }

  /**
   * The value of a setting that must be given. A wrong or missing one is noted as a problem for
   * {@link #check}, and {@code placeholder} is returned so that reading can go on and find the
   * other problems.
   */
  public <T> T require(Setting<T> setting, T placeholder) {
    if (!isSet(setting)) {
      problems.add(setting.name() + " is not set: " + setting.meaning());
    }
    return read(setting).orElse(placeholder);
  }

  /**
   * The value of a setting that may be absent. A wrong one is noted as a problem and read as
   * absent.
   */
  public <T> Optional<T> read(Setting<T> setting) {
    String text = textOf(setting);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(setting.reader().apply(text.trim()));
    } catch (IllegalArgumentException e) {
      String shown = setting.isSecret() ? "(hidden)" : "'" + text + "'";
      problems.add(setting.name() + " = " + shown + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether any source says something of this setting. */
  public boolean isSet(Setting<?> setting) {
    return textOf(setting) != null;
  }

  /** Notes a problem that no single setting shows, for example a floor above its ceiling. */
  public void problem(String problem) {
    problems.add(problem);
  }

  /**
   * @throws SettingsException with every problem noted so far, if there is one
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  private @Nullable String textOf(Setting<?> setting) {
    for (Function<Setting<?>, @Nullable String> source : sources) {
      String text = source.apply(setting);
      if (text != null && !text.isBlank()) {
        return text;
      }
    }
    return null;
  }
}
