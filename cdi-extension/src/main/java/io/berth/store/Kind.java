package io.berth.store;

import java.util.regex.Pattern;

/**
 * What sort of resource: every pool is of one kind.
 *
 * @param type the resource type
 * @param variant which variant of it, chosen by what a sign-up says of itself; empty for the usual
 *     one
 */
public record Kind(String type, String variant) {
  private static final Pattern VARIANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public Kind {
    if (!variant.isEmpty() && !VARIANT.matcher(variant).matches()) {
      throw new IllegalArgumentException(
          "a variant of '"
              + type
              + "' must be empty or 1 to 64 characters of A-Z a-z 0-9 . _ - and start with a letter"
              + " or digit, got '"
              + shown(variant)
              + "'");
    }
  }

  /** The usual variant of a type. */
  public static Kind of(String type) {
    return new Kind(type, "");
  }

  /** Somebody's text as a message may repeat it: short, and on one line. */
  public static String shown(String text) {
    return text.substring(0, Math.min(text.length(), 80))
        .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  /** {@code type} or {@code type:variant}, as settings and MXBeans write it. */
  @Override
  public String toString() {
    return variant.isEmpty() ? type : type + ":" + variant;
  }
}
