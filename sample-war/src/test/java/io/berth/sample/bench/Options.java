package io.berth.sample.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run was asked for, by system properties.
 *
 * @param only the parts to run; empty for all
 * @param nodes the candidates to compare; empty for all
 * @param warmup how long each node is driven before anything counts
 * @param window how long one measurement takes
 * @param windows how many of them; the median counts
 * @param bodies lengths of answers
 * @param connections numbers of clients
 * @param mappings how many consumers the look-ups know
 * @param largeBody the length of the body that must not be held in memory
 * @param basePort the first of the ports, which are used up to 199 above
 * @param strict whether a missed budget fails the build
 * @param docs whether the page is written
 * @param output where the report and the nodes' logs go
 * @param pages where the page goes
 */
record Options(
    Set<String> only,
    Set<String> nodes,
    Duration warmup,
    Duration window,
    int windows,
    List<Long> bodies,
    List<Integer> connections,
    long mappings,
    long largeBody,
    int basePort,
    boolean strict,
    boolean docs,
    Path output,
    Path pages) {

  static Options read() {
    return new Options(
        new TreeSet<>(list("bench.only")),
        new TreeSet<>(list("bench.nodes")),
        duration("bench.warmup"),
        duration("bench.window"),
        Math.toIntExact(number("bench.windows")),
        list("bench.bodies").stream().map(Options::size).toList(),
        list("bench.connections").stream().map(Integer::valueOf).toList(),
        size(text("bench.mappings")),
        size(text("bench.largeBody")),
        Math.toIntExact(number("bench.port")),
        Boolean.parseBoolean(text("bench.strict")),
        Boolean.parseBoolean(text("bench.docs")),
        Path.of(text("bench.output")),
        Path.of(text("bench.pages")));
  }

  boolean wants(String part) {
    return only.isEmpty() || only.contains(part);
  }

  private static String text(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException(
          name + " is not set: sample-war/pom.xml gives its default");
    }
    return value.trim();
  }

  private static List<String> list(String name) {
    return Arrays.stream(text(name).split(","))
        .map(String::trim)
        .filter(t -> !t.isEmpty())
        .toList();
  }

  private static long number(String name) {
    return Long.parseLong(text(name));
  }

  /** {@code 25s}, {@code 1.5s}, {@code 2m}. */
  private static Duration duration(String name) {
    return Duration.parse("PT" + text(name));
  }

  /** {@code 64k}, {@code 10m}, {@code 1g} by 1024, or plain. */
  static long size(String text) {
    int scale = "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1))) + 1;
    String digits = scale == 0 ? text : text.substring(0, text.length() - 1);
    return Long.parseLong(digits) << (10 * scale);
  }

  /** The opposite of {@link #size}, for names. */
  static String name(long size) {
    for (int scale = 3; scale > 0; scale--) {
      if (size >= 1L << (10 * scale) && size % (1L << (10 * scale)) == 0) {
        return (size >> (10 * scale)) + "kmg".substring(scale - 1, scale);
      }
    }
    return Long.toString(size);
  }
}
