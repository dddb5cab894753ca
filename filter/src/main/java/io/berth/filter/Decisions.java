package io.berth.filter;

import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Verdict;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Says what was decided of a request: one line at DEBUG in the category {@code io.berth.decision},
 * and a {@code Server-Timing} field for the browser's tools where {@code berth.server-timing} asks
 * for it. Neither has a path, a query or a cookie in it, for those hold secrets; consumers are
 * masked.
 */
final class Decisions {
  private static final Logger LOG = Logger.getLogger("io.berth.decision");

  /** What a balancer or a client may call a request in our logs. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/+=-]{1,80}");

  /** Version, trace id, parent id, flags (W3C Trace Context, 3.2.2). */
  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private final boolean timing;

  /**
   * @param timing whether clients are told, too
   */
  Decisions(boolean timing) {
    this.timing = timing;
  }

  /** When a decision begins; 0 when nobody wants to know. */
  long begin() {
    return timing || LOG.isDebugEnabled() ? System.nanoTime() : 0;
  }

  /**
   * @param begun what {@link #begin} said
   */
  void note(
      HttpServletRequest request,
      HttpServletResponse response,
      Verdict verdict,
      Route route,
      long begun) {
    if (begun == 0) {
      return;
    }
    long micros = (System.nanoTime() - begun) / 1_000;
    if (timing) {
      response.addHeader("Server-Timing", timing(verdict, route, micros));
    }
    if (LOG.isDebugEnabled()) {
      LOG.debugf(
          "request %s trace %s: %s of %s is %s, %s because %s, %d us",
          id(request),
          trace(request),
          request.getMethod(),
          verdict.known().map(Association::consumer).map(Object::toString).orElse("nobody"),
          kind(verdict),
          where(route),
          route.reason(),
          micros);
    }
  }

  private static String timing(Verdict verdict, Route route, long micros) {
    return String.format(
        Locale.ROOT,
        "berth;desc=\"%s, %s, %s\";dur=%d.%03d",
        kind(verdict),
        kind(route),
        route.reason(),
        micros / 1_000,
        micros % 1_000);
  }

  private static String kind(Object of) {
    return of.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String where(Route route) {
    return route instanceof Route.Forward forward
        ? "forward to " + forward.node().name()
        : kind(route);
  }

  /** The id that came with the request, where it is one; else the container's. */
  private static String id(HttpServletRequest request) {
    String given = request.getHeader("X-Request-Id");
    return given != null && ID.matcher(given).matches() ? given : request.getRequestId();
  }

  private static String trace(HttpServletRequest request) {
    String given = request.getHeader("traceparent");
    if (given == null || given.length() > 200) {
      return "none";
    }
    var parent = TRACE.matcher(given);
    return parent.matches() ? parent.group(1) : "none";
  }
}
