package io.berth.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Which requests may write: by method (RFC 9110, 9.2.1), unless the application says otherwise of a
 * path. A mark for GET is one for HEAD, too.
 *
 * @param writing what may write although its method is safe
 * @param reading what only reads although its method is not
 */
record WriteMarks(List<Mark> writing, List<Mark> reading) {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  WriteMarks {
    writing = List.copyOf(writing);
    reading = List.copyOf(reading);
  }

  /** A method, and a path below the context that stands for all that is under it. */
  record Mark(String method, String path) {
    private boolean covers(String asked, String where) {
      boolean under =
          where.startsWith(path)
              && (where.length() == path.length() || where.charAt(path.length()) == '/');
      return under && (asked.equals(method) || (asked.equals("HEAD") && method.equals("GET")));
    }
  }

  /** Reads {@code METHOD /PATH,METHOD /PATH...}. */
  static List<Mark> parse(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::trim)
        .filter(entry -> !entry.isEmpty())
        .map(WriteMarks::mark)
        .toList();
  }

  private static Mark mark(String entry) {
    if (!entry.matches("[A-Z]{1,32} +/\\S*")) {
      throw new IllegalArgumentException(
          "expected METHOD /PATH,..., the method in capitals, got '" + entry + "'");
    }
    String path = entry.substring(entry.indexOf('/'));
    String place = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return new Mark(entry.substring(0, entry.indexOf(' ')), place);
  }

  /** Where both marks are on one request, it may write. */
  boolean mayWrite(String method, String path) {
    return SAFE.contains(method)
        ? covers(writing, method, path)
        : !covers(reading, method, path) || covers(writing, method, path);
  }

  private static boolean covers(List<Mark> marks, String method, String path) {
    for (Mark mark : marks) {
      if (mark.covers(method, path)) {
        return true;
      }
    }
    return false;
  }
}
