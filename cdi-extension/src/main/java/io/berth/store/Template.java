package io.berth.store;

/**
 * What a pool's resources are made from.
 *
 * @param kind what they are
 * @param generation grows when the template changes, at least 0; older stock is stale
 */
public record Template(Kind kind, long generation) {
  public Template {
    if (generation < 0) {
      throw new IllegalArgumentException(
          "the generation of '" + kind + "' must be at least 0, got " + generation);
    }
  }

  /** The usual variant of a type whose template never changes. */
  public static Template of(String type) {
    return new Template(Kind.of(type), 0);
  }
}
