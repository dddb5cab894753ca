package io.berth.sample.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the demo is asked for, from {@code demo.*} properties.
 *
 * @param signups how many sign up in each run, 1 to 100000
 * @param concurrency how many sign up at a time, 1 to 256
 * @param lag how late the replicator is: {@code 5s}, {@code 800ms}
 * @param port of the first node; the others follow, and 10, 100 and 200 above it
 * @param stay whether the nodes go on for a person to look at
 * @param jar the demo's own jar
 * @param war the web application for Tomcat
 * @param directory where logs, stores and the report go
 */
record DemoOptions(
    int signups,
    int concurrency,
    Duration lag,
    int port,
    boolean stay,
    Path jar,
    Path war,
    Path directory) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s)");

  /**
   * @throws IllegalArgumentException with every wrong property
   */
  static DemoOptions read(Properties properties) {
    Reader reader = new Reader(properties, new ArrayList<>());
    DemoOptions options =
        new DemoOptions(
            reader.number("demo.signups", 1, 100_000),
            reader.number("demo.concurrency", 1, 256),
            reader.read("demo.lag", DemoOptions::duration, Duration.ZERO),
            reader.number("demo.port", 1024, 65_000),
            reader.read("demo.stay", Boolean::parseBoolean, false),
            reader.read("demo.jar", Path::of, Path.of("")),
            reader.read("demo.war", Path::of, Path.of("")),
            reader.read("demo.directory", Path::of, Path.of("")));
    if (!reader.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n  ", reader.problems));
    }
    return options;
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected for example 5s or 800ms");
    }
    long amount = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
  }

  /** Reads what is there and notes what is wrong, so that all of it can be told at once. */
  private record Reader(Properties properties, List<String> problems) {
    <T> T read(String name, Function<String, T> reader, T placeholder) {
      String text = properties.getProperty(name, "").strip();
      if (text.isEmpty()) {
        problems.add(name + " is not set");
        return placeholder;
      }
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException e) {
        problems.add(name + " = '" + text + "': " + e.getMessage());
        return placeholder;
      }
    }

    int number(String name, int min, int max) {
      return read(name, text -> wholeNumber(text, min, max), min);
    }

    private static int wholeNumber(String text, int min, int max) {
      if (!text.matches("\\d{1,9}")
          || Integer.parseInt(text) < min
          || Integer.parseInt(text) > max) {
        throw new IllegalArgumentException("expected a whole number from " + min + " to " + max);
      }
      return Integer.parseInt(text);
    }
  }
}
