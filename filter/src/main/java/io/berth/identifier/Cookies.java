package io.berth.identifier;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/**
 * Reads one cookie out of raw {@code Cookie} headers. The container's own parser is not asked: it
 * throws on bytes it does not like and hides duplicates on WildFly (CONTAINERS 8).
 */
final class Cookies {
  private Cookies() {}

  /** Every distinct value the client sent under {@code name}, in order. */
  static List<String> values(Enumeration<String> cookieHeaders, String name) {
    List<String> values = List.of();
    while (cookieHeaders.hasMoreElements()) {
      values = collect(cookieHeaders.nextElement(), name, values);
    }
    return values;
  }

  /** The same for one header. */
  static List<String> values(String cookieHeader, String name) {
    return collect(cookieHeader, name, List.of());
  }

  private static List<String> collect(String header, String name, List<String> sofar) {
    List<String> values = sofar;
    int from = 0;
    while (from < header.length()) {
      int end = header.indexOf(';', from);
      end = end < 0 ? header.length() : end;
      int start = skipBlanks(header, from, end);
      int equals = start + name.length();
      if (equals < end && header.charAt(equals) == '=' && header.startsWith(name, start)) {
        values = add(values, unquoted(header.substring(equals + 1, end).trim()));
      }
      from = end + 1;
    }
    return values;
  }

  private static List<String> add(List<String> values, String value) {
    if (values.contains(value)) {
      return values;
    }
    List<String> more = new ArrayList<>(values);
    more.add(value);
    return more;
  }

  /** A value may stand in quotes (RFC 6265, 4.1.1); clients of the older RFC 2965 send it so. */
  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static int skipBlanks(String header, int from, int end) {
    int at = from;
    while (at < end && header.charAt(at) == ' ') {
      at++;
    }
    return at;
  }
}
