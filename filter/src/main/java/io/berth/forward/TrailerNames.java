package io.berth.forward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which fields may come behind a body. Only those, and only when the head has announced them: what
 * comes behind a body must not change what was decided before it (RFC 9110, 6.5.1).
 */
final class TrailerNames {
  private static final Set<String> NEVER =
      Set.of(
          "cache-control", "expires", "pragma", "vary", "age", "date", "location", "retry-after");

  private final Set<String> lower;

  private TrailerNames(Set<String> lower) {
    this.lower = lower;
  }

  /**
   * Names separated by commas, or {@code none}.
   *
   * @throws IllegalArgumentException when one decides about framing, routing, rights or storing
   */
  static TrailerNames parse(String text) {
    Set<String> names =
        Arrays.stream(text.split(",", -1))
            .map(String::trim)
            .filter(name -> !name.isEmpty() && !name.equals("none"))
            .map(HttpText::lowerCase)
            .collect(Collectors.toUnmodifiableSet());
    names.forEach(TrailerNames::check);
    return new TrailerNames(names);
  }

  private static void check(String name) {
    boolean plain = HeaderNames.kind(name) == HeaderKind.PLAIN || name.equals("content-digest");
    boolean decides = NEVER.contains(name) || name.startsWith("if-") || name.startsWith("accept");
    if (!HttpText.isToken(name) || !plain || decides) {
      throw new IllegalArgumentException("'" + name + "' must not come behind a body");
    }
  }

  /** Those of the names in {@code values} of Trailer that may be carried, as they are spelled. */
  List<String> announced(Iterable<String> values) {
    List<String> carried = new ArrayList<>(0);
    for (String value : values) {
      for (String part : value.split(",", -1)) {
        String name = part.trim();
        if (lower.contains(HttpText.lowerCase(name)) && !carried.contains(name)) {
          carried.add(name);
        }
      }
    }
    return carried;
  }
}
