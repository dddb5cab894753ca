package io.berth.sample.bench.node;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;

/**
 * What a node is started with.
 *
 * @param port its own
 * @param firstBackend the port of the first backend; the others follow
 */
record Setup(int port, int firstBackend) {
  static final String HOST = "127.0.0.1";

  /** The plain cookie that all but Berth route by: the name of a backend, one letter. */
  static final String COOKIE = "route";

  static Setup of(String[] arguments) {
    return new Setup(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
  }

  String backend(char name) {
    return "http://" + HOST + ":" + (firstBackend + name - 'a');
  }

  /** The backend of a request, from its cookie. */
  String backend(HttpServletRequest request) {
    for (Cookie cookie : request.getCookies()) {
      if (cookie.getName().equals(COOKIE)) {
        return backend(cookie.getValue().charAt(0));
      }
    }
    throw new IllegalArgumentException("no cookie " + COOKIE);
  }
}
