package io.berth.forward;

import java.util.ArrayList;
import java.util.List;

/** The names that Connection headers declare to be of this connection only (RFC 9110, 7.6.1). */
final class Nominated {
  private static final Nominated NONE = new Nominated(List.of());

  private final List<String> names;

  private Nominated(List<String> names) {
    this.names = names;
  }

  static Nominated none() {
    return NONE;
  }

  /** These and the ones in one more Connection header. */
  Nominated and(String connection) {
    List<String> more = new ArrayList<>(names);
    forEach(connection, more::add);
    return more.size() == names.size() ? this : new Nominated(more);
  }

  boolean has(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** Refuses a request that tries to have a header erased on its way (CVE-2022-31813). */
  static void check(String connection) throws RefusedException {
    boolean[] bad = {false};
    forEach(connection, name -> bad[0] |= HeaderNames.kind(name).mayNotBeNominated());
    if (bad[0]) {
      throw new RefusedException(400, "Connection names a header that is not its own");
    }
  }

  static boolean contains(String connection, String option) {
    boolean[] found = {false};
    forEach(connection, name -> found[0] |= name.equalsIgnoreCase(option));
    return found[0];
  }

  private interface Take {
    void take(String name);
  }

  private static void forEach(String connection, Take take) {
    for (int start = 0; start <= connection.length(); ) {
      int comma = connection.indexOf(',', start);
      int end = comma < 0 ? connection.length() : comma;
      String name = connection.substring(start, end).trim();
      if (!name.isEmpty()) {
        take.take(name);
      }
      start = end + 1;
    }
  }
}
