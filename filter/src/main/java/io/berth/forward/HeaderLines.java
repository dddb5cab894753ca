package io.berth.forward;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Field lines as a node sent them, in order. The parser is strict (RFC 9112, 5): CRLF only, no
 * folding, no blank before the colon, no control character.
 */
final class HeaderLines {
  static final int MAX_LINES = 200;
  static final HeaderLines NONE = new HeaderLines();

  private final List<String> namesAndValues = new ArrayList<>(32);

  int size() {
    return namesAndValues.size() / 2;
  }

  String name(int i) {
    return namesAndValues.get(i * 2);
  }

  String value(int i) {
    return namesAndValues.get(i * 2 + 1);
  }

  /**
   * Reads the lines in {@code bytes[from, to)}; each ends with CRLF, and the empty line at the end
   * is not part of them.
   */
  static HeaderLines parse(byte[] bytes, int from, int to) throws MalformedResponseException {
    HeaderLines lines = new HeaderLines();
    for (int at = from; at < to; ) {
      at = lines.readLine(bytes, at, to);
    }
    return lines;
  }

  private int readLine(byte[] bytes, int from, int to) throws MalformedResponseException {
    int colon = from;
    while (colon < to && HttpText.isToken(bytes[colon])) {
      colon++;
    }
    if (colon == from || colon == to || bytes[colon] != ':') {
      throw new MalformedResponseException("a header's name is no token");
    }
    int end = colon + 1;
    while (end < to && HttpText.isValue(bytes[end] & 0xff)) {
      end++;
    }
    if (end + 1 >= to || bytes[end] != '\r' || bytes[end + 1] != '\n') {
      throw new MalformedResponseException("a header's value has a control character");
    }
    if (size() == MAX_LINES) {
      throw new MalformedResponseException("more than " + MAX_LINES + " header lines");
    }
    namesAndValues.add(HeaderNames.text(bytes, from, colon));
    namesAndValues.add(trimmed(bytes, colon + 1, end));
    return end + 2;
  }

  private static String trimmed(byte[] bytes, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
