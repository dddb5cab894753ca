package io.berth.forward;

import java.util.Locale;

/** The character classes of RFC 9110, 5.6, and nothing more. */
final class HttpText {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = c <= '9' || c >= 'a' || (c >= 'A' && c <= 'Z');
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private HttpText() {}

  static boolean isToken(int c) {
    return c >= 0 && c < 128 && TOKEN[c];
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isToken(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** What may stand in a field value: visible, blank, tab, obs-text; one byte each. */
  static boolean isValue(int c) {
    return c >= 0x20 ? c != 0x7f && c <= 0xff : c == '\t';
  }

  static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isValue(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Lower case of an ASCII letter; every other character as it is. */
  static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  static boolean startsWith(String text, String lowerCasePrefix) {
    if (text.length() < lowerCasePrefix.length()) {
      return false;
    }
    for (int i = 0; i < lowerCasePrefix.length(); i++) {
      if (lower(text.charAt(i)) != lowerCasePrefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
