package io.berth.model;

/**
 * The one rule for the names that operators choose: managers, nodes, resource types, stores.
 * Checked character by character and not with a regular expression: every record that is read has
 * several.
 */
final class Names {
  private static final int MAX_LENGTH = 64;

  private Names() {}

  static String check(String what, String value) {
    if (!isName(value)) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to 64 characters of A-Z a-z 0-9 . _ - and start with a letter or digit,"
              + " got '"
              + value
              + "'");
    }
    return value;
  }

  private static boolean isName(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH || !isLetterOrDigit(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < value.length(); i++) {
      char next = value.charAt(i);
      if (!isLetterOrDigit(next) && next != '.' && next != '_' && next != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char next) {
    return (next >= 'a' && next <= 'z')
        || (next >= 'A' && next <= 'Z')
        || (next >= '0' && next <= '9');
  }

  static String checkLocation(String value) {
    return value.isEmpty() ? value : check("location", value);
  }
}
