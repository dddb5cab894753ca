package io.berth.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, what it means, its default and how its text is read. Declared once as a
 * constant by the room that uses it; {@code docs/settings.md} is checked against these constants by
 * a test.
 *
 * @param name for example {@code berth.node}
 * @param unit what the text is: {@code text}, {@code ms}, {@code count}, {@code true or false} ...
 * @param range the allowed values in words, as the settings page shows them
 * @param fallback the default as text; null when the setting has none and must be given
 * @param reader turns the text into the value; throws {@link IllegalArgumentException} that says
 *     what is wrong
 * @param meaning one sentence for the settings page
 */
public record Setting<T>(
    String name,
    String unit,
    String range,
    @Nullable String fallback,
    Function<String, T> reader,
    String meaning) {

  public static Setting<String> text(String name, @Nullable String fallback, String meaning) {
    return new Setting<>(name, "text", "any", fallback, Function.identity(), meaning);
  }

  /** Text that another type reads, for example {@code Scope::parse}. */
  public static <T> Setting<T> parsed(
      String name,
      String range,
      @Nullable String fallback,
      Function<String, T> reader,
      String meaning) {
    return new Setting<>(name, "text", range, fallback, reader, meaning);
  }

  public static Setting<Boolean> flag(String name, boolean fallback, String meaning) {
    return new Setting<>(
        name,
        "true or false",
        "true, false",
        Boolean.toString(fallback),
        Setting::readFlag,
        meaning);
  }

  public static Setting<Integer> count(
      String name, int fallback, int min, int max, String meaning) {
    return new Setting<>(
        name,
        "count",
        min + " to " + max,
        Integer.toString(fallback),
        text -> (int) readNumber(text, min, max),
        meaning);
  }

  public static Setting<Duration> millis(
      String name, long fallback, long min, long max, String meaning) {
    return new Setting<>(
        name,
        "ms",
        min + " to " + max,
        Long.toString(fallback),
        text -> Duration.ofMillis(readNumber(text, min, max)),
        meaning);
  }

  public static Setting<Duration> seconds(
      String name, long fallback, long min, long max, String meaning) {
    return new Setting<>(
        name,
        "s",
        min + " to " + max,
        Long.toString(fallback),
        text -> Duration.ofSeconds(readNumber(text, min, max)),
        meaning);
  }

  public static Setting<String> oneOf(
      String name, @Nullable String fallback, List<String> values, String meaning) {
    return new Setting<>(
        name,
        "text",
        String.join(", ", values),
        fallback,
        text -> readOneOf(text, values),
        meaning);
  }

  private static boolean readFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false");
    };
  }

  private static long readNumber(String text, long min, long max) {
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number from " + min + " to " + max, e);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException("expected a whole number from " + min + " to " + max);
    }
    return value;
  }

  private static String readOneOf(String text, List<String> values) {
    if (!values.contains(text)) {
      throw new IllegalArgumentException("expected one of " + String.join(", ", values));
    }
    return text;
  }

  /**
   * The name as an environment variable: {@code berth.claim.lease} is {@code BERTH_CLAIM_LEASE}.
   */
  public String environmentName() {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Whether the text must never be shown: keys and passwords. */
  public boolean isSecret() {
    return name.endsWith(".keys") || name.endsWith(".password");
  }
}
