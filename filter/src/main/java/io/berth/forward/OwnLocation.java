package io.berth.forward;

/** Takes a node's own address out of the locations it gives: clients do not know it. */
final class OwnLocation {
  private OwnLocation() {}

  static boolean isLocation(String name) {
    return name.equalsIgnoreCase("Location") || name.equalsIgnoreCase("Content-Location");
  }

  /**
   * The path alone where {@code location} names exactly {@code authority}; untouched otherwise. The
   * path cannot be taken for another authority.
   */
  static String hide(String location, String authority) {
    int start = afterScheme(location);
    int end = start + authority.length();
    boolean own =
        start > 0
            && location.regionMatches(true, start, authority, 0, authority.length())
            && (end == location.length() || "/?#".indexOf(location.charAt(end)) >= 0);
    return own ? path(location.substring(end)) : location;
  }

  private static int afterScheme(String location) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (location.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return -1;
  }

  /** Browsers take {@code //x}, {@code /\x} and the like for another host. */
  private static String path(String rest) {
    if (!rest.startsWith("/")) {
      return "/" + rest;
    }
    boolean ambiguous = rest.length() > 1 && (rest.charAt(1) <= ' ' || isSlash(rest.charAt(1)));
    return ambiguous ? "/." + rest : rest;
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }
}
