package io.berth.associator;

import java.util.List;

/**
 * What a sign-up needs.
 *
 * @param types the resource types, at least one, none twice; bound all or none
 * @param location the location that the home should be in; empty when any will do
 */
public record Requirements(List<String> types, String location) {
  public Requirements {
    types = List.copyOf(types);
    if (types.isEmpty() || types.stream().distinct().count() != types.size()) {
      throw new IllegalArgumentException("at least one resource type, none twice, got " + types);
    }
  }

  public static Requirements of(String... types) {
    return new Requirements(List.of(types), "");
  }

  /** The same needs, with a home in {@code location}. */
  public Requirements near(String location) {
    return new Requirements(types, location);
  }
}
