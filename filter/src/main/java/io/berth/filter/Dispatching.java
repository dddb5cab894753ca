package io.berth.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Hands a request over to a manager of the same server: to another context ({@code /shard-b}) or to
 * a path of this one ({@code ./shard-b}). No socket, no copy; the body is read by who answers.
 */
final class Dispatching {
  /** Says to Berth in the other context that the request was decided about once already. */
  private static final String DISPATCHED = "io.berth.dispatched";

  private static final String HERE = "./";

  private Dispatching() {}

  /** Whether the place is a path of this context: then this application answers. */
  static boolean isHere(String place) {
    return place.startsWith(HERE);
  }

  /** Whether Berth in another context of this server sent the request to this one. */
  static boolean isDispatched(HttpServletRequest request) {
    String context = request.getServletContext().getContextPath();
    return request.getDispatcherType() == DispatcherType.FORWARD
        && context.equals(request.getAttribute(DISPATCHED));
  }

  /**
   * @return false when there is no such place, or the server does not let this context reach it
   */
  static boolean dispatch(String place, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Optional<RequestDispatcher> to = dispatcher(place, request);
    if (to.isEmpty()) {
      return false;
    }
    if (!isHere(place)) {
      request.setAttribute(DISPATCHED, place);
    }
    to.get().forward(request, response);
    return true;
  }

  private static Optional<RequestDispatcher> dispatcher(String place, HttpServletRequest request) {
    ServletContext own = request.getServletContext();
    Optional<String> path = path(request);
    if (isHere(place)) {
      String prefix = place.substring(HERE.length() - 1);
      return path.map(rest -> own.getRequestDispatcher(prefix + rest));
    }
    ServletContext other = own.getContext(place);
    // Tomcat answers with its root context when it does not know the other one.
    return other == null || !other.getContextPath().equals(place)
        ? Optional.empty()
        : path.map(other::getRequestDispatcher);
  }

  /**
   * The target below its context as the client wrote it, for a dispatcher decodes it again. The
   * context's own part may be spelled in another way ({@code /%63aps}) or carry parameters, which
   * Undertow does not show; it is as many segments long.
   */
  static Optional<String> path(HttpServletRequest request) {
    String target = request.getRequestURI();
    int end = 0;
    for (int i = 0; i < segments(request.getContextPath()) && end >= 0; i++) {
      end = target.indexOf('/', end + 1);
    }
    return end < 0 || target.startsWith("//")
        ? Optional.empty()
        : Optional.of(target.substring(end));
  }

  private static int segments(String context) {
    return (int) context.chars().filter(c -> c == '/').count();
  }
}
