package io.berth.forward;

/** What a Host header may be: a name or address with an optional port (RFC 9110, 7.2). */
final class HostRules {
  private HostRules() {}

  static boolean isValid(String host) {
    if (host.isEmpty() || host.length() > 261) {
      return false;
    }
    int portAt = host.charAt(0) == '[' ? addressEnd(host) : nameEnd(host);
    return portAt > 0 && isPort(host, portAt);
  }

  private static int nameEnd(String host) {
    int at = 0;
    while (at < host.length() && isNamePart(host.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '~';
  }

  private static int addressEnd(String host) {
    int close = host.indexOf(']');
    for (int i = 1; i < close; i++) {
      char c = host.charAt(i);
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return -1;
      }
    }
    return close > 2 ? close + 1 : -1;
  }

  private static boolean isPort(String host, int at) {
    if (at == host.length()) {
      return true;
    }
    if (host.charAt(at) != ':' || host.length() - at > 6 || host.length() - at < 2) {
      return false;
    }
    int port = 0;
    for (int i = at + 1; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + (c - '0');
    }
    return port <= 65_535;
  }
}
