package io.berth.forward;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Whether every server reads a raw path alike. What Servlet 6.0, 3.5.3 calls suspicious is not let
 * in: containers disagree about it, and a path that means one thing to the node that decides and
 * another to the node that answers is a hole.
 */
final class PathRules {
  private static final boolean[] PATH = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      PATH[c] = c <= '9' || c >= 'a' || (c >= 'A' && c <= 'Z');
    }
    for (char c : "-._~!$&'()*+,;=:@%/".toCharArray()) {
      PATH[c] = true;
    }
  }

  private PathRules() {}

  /** Whether a raw query may stand in a request line; what it means is the application's affair. */
  static boolean isSafeQuery(String query) {
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  static boolean isSafePath(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return false;
    }
    boolean encoded = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c >= 128 || !PATH[c]) {
        return false;
      }
      encoded |= c == '%';
    }
    return (!encoded || isSafelyEncoded(path)) && areSegmentsSafe(path);
  }

  private static boolean isSafelyEncoded(String path) {
    byte[] decoded = new byte[path.length()];
    int length = 0;
    for (int i = 0; i < path.length(); i++) {
      int c = path.charAt(i);
      if (c == '%') {
        c = octet(path, i);
        if (c < 0x20 || c == 0x7f || c == '/' || c == '\\') {
          return false;
        }
        i += 2;
      }
      decoded[length++] = (byte) c;
    }
    return isUtf8(ByteBuffer.wrap(decoded, 0, length));
  }

  private static int octet(String path, int percent) {
    if (percent + 2 >= path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(percent + 1), 16);
    int low = Character.digit(path.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static boolean isUtf8(ByteBuffer bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean areSegmentsSafe(String path) {
    int depth = 0;
    boolean afterEmpty = false;
    for (int start = 1; start <= path.length(); ) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      int nameEnd = nameEnd(path, start, end);
      int dots = dots(path, start, nameEnd);
      boolean plain = nameEnd == end && nameEnd - start == dots;
      if ((dots > 0 && !plain) || (nameEnd == start && nameEnd != end)) {
        return false;
      }
      if (dots == 2 && (afterEmpty || --depth < 0)) {
        return false;
      }
      afterEmpty = start == end;
      depth += dots == 0 && !afterEmpty ? 1 : 0;
      start = end + 1;
    }
    return true;
  }

  private static int nameEnd(String path, int start, int end) {
    int semicolon = path.indexOf(';', start);
    return semicolon < 0 || semicolon > end ? end : semicolon;
  }

  /** 1 or 2 when the segment's name is a dot or two, however encoded; else 0. */
  private static int dots(String path, int start, int end) {
    int dots = 0;
    int at = start;
    while (at < end) {
      if (path.charAt(at) == '.') {
        at++;
      } else if (octet(path, at) == '.' && path.charAt(at) == '%') {
        at += 3;
      } else {
        return 0;
      }
      if (++dots > 2) {
        return 0;
      }
    }
    return dots;
  }
}
