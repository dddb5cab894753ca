package io.berth.model;

import java.util.regex.Pattern;

/** The one rule for the names that operators choose: managers, nodes, resource types, stores. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Names() {}

  static String check(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to 64 characters of A-Z a-z 0-9 . _ - and start with a letter or digit,"
              + " got '"
              + value
              + "'");
    }
    return value;
  }

  static String checkLocation(String value) {
    return value.isEmpty() ? value : check("location", value);
  }
}
