package io.berth.associator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sign-up needs.
 *
 * @param types the resource types, at least one, none twice; bound all or none
 * @param location the location that the home should be in; empty when any will do
 * @param attributes what the sign-up says of itself, such as country or plan; variants of resources
 *     are chosen by it
 * @param hold the text of a {@link Hold} that was got when the form was shown; empty for none. One
 *     that has lapsed, or that is not one, counts as none
 * @param key what the request is recognised by when it comes again
 */
public record Requirements(
    List<String> types,
    String location,
    Map<String, String> attributes,
    String hold,
    Optional<RequestKey> key) {
  public Requirements {
    types = List.copyOf(types);
    attributes = Map.copyOf(attributes);
    if (types.isEmpty() || types.stream().distinct().count() != types.size()) {
      throw new IllegalArgumentException("at least one resource type, none twice, got " + types);
    }
  }

  /** Needs without attributes, hold and key. */
  public Requirements(List<String> types, String location) {
    this(types, location, Map.of(), "", Optional.empty());
  }

  public static Requirements of(String... types) {
    return new Requirements(List.of(types), "");
  }

  /** The same needs, with a home in {@code location}. */
  public Requirements near(String otherLocation) {
    return new Requirements(types, otherLocation, attributes, hold, key);
  }

  /** The same needs of somebody of whom this is known, too. */
  public Requirements with(String attribute, String value) {
    Map<String, String> more = new HashMap<>(attributes);
    more.put(attribute, value);
    return new Requirements(types, location, more, hold, key);
  }

  /** The same needs, met by what was held when the form was shown. */
  public Requirements holding(String held) {
    return new Requirements(types, location, attributes, held, key);
  }

  /** The same needs of a request that takes effect once, whoever repeats it. */
  public Requirements once(RequestKey request) {
    return new Requirements(types, location, attributes, hold, Optional.of(request));
  }
}
