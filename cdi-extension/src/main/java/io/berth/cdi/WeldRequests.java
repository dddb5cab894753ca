package io.berth.cdi;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Ends a request for Weld on the thread it began on, because it goes on without the application.
 *
 * <p>A forwarded request ends on another thread. Tomcat tells listeners only there; Weld counts
 * requests per thread and never clears the first one: four warnings and a leaked bean store for
 * each (WELD-000714, WELD-000715, WELD-000225). The names below are Weld 5's; where they are not
 * found, nothing happens.
 *
 * <p>Undertow, and so WildFly, tells them on the first thread by itself, and of a beginning and an
 * end once more on the other one; who has ended the request already leaves that second beginning
 * open, with the same four warnings.
 */
final class WeldRequests {
  private static final String LISTENER = "org.jboss.weld.module.web.servlet.WeldInitialListener";
  private static final String DESTROYED =
      "org.jboss.weld.module.web.servlet.HttpContextLifecycle.request.destroyed";

  private static final String SYMMETRICAL = "io.undertow.";

  private WeldRequests() {}

  static void end(HttpServletRequest request) {
    ServletContext application = request.getServletContext();
    if (!application.getClass().getName().startsWith(SYMMETRICAL)
        && application.getAttribute(LISTENER) instanceof ServletRequestListener weld) {
      weld.requestDestroyed(new ServletRequestEvent(application, request));
      request.setAttribute(DESTROYED, true);
    }
  }
}
