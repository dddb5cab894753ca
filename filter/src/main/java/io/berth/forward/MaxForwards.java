package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/**
 * How many nodes an OPTIONS may still pass (RFC 9110, 7.6.2); means nothing with other methods, and
 * TRACE is not served.
 */
final class MaxForwards {
  static final String NAME = "Max-Forwards";

  private static final int LONGEST = 9;
  private static final int UNLIMITED = -1;

  private MaxForwards() {}

  /** Whether the request goes no further than to this node. */
  static boolean endsHere(HttpServletRequest request) throws RefusedException {
    return left(request) == 0;
  }

  /** What to say instead of {@code value}. */
  static String next(HttpServletRequest request, String value) throws RefusedException {
    int left = left(request);
    return left == UNLIMITED ? value : Integer.toString(left - 1);
  }

  private static int left(HttpServletRequest request) throws RefusedException {
    if (!"OPTIONS".equals(request.getMethod())) {
      return UNLIMITED;
    }
    Enumeration<String> values = request.getHeaders(NAME);
    if (!values.hasMoreElements()) {
      return UNLIMITED;
    }
    String value = values.nextElement();
    if (values.hasMoreElements() || !isNumber(value)) {
      throw new RefusedException(400, "Max-Forwards is no number");
    }
    return Integer.parseInt(value);
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty()
        && value.length() <= LONGEST
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
