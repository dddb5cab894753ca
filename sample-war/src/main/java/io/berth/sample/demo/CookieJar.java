package io.berth.sample.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One client's cookies for one host, as a browser would send them. (The JDK's own jar reads every
 * cookie with Max-Age as RFC 2965 and sends it back in quotes, which no browser does.) Thread-safe.
 */
final class CookieJar {
  private final Map<String, String> cookies = new TreeMap<>();

  synchronized void take(List<String> setCookieHeaders) {
    for (String header : setCookieHeaders) {
      String pair = header.split(";", 2)[0];
      int equals = pair.indexOf('=');
      if (equals > 0) {
        put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip(), header);
      }
    }
  }

  private void put(String name, String value, String header) {
    if (header.toLowerCase(Locale.ROOT).matches(".*;\\s*max-age=(0|-\\d+)\\s*(;.*)?")) {
      cookies.remove(name);
    } else {
      cookies.put(name, value);
    }
  }

  /** The Cookie header's value; empty when there is nothing to send. */
  synchronized String header() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }
}
