package io.berth.server;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;

/** Remembers whether the server started it at deployment or only when the first request came. */
@WebFilter("/*")
@WebListener
public class StartFilter implements Filter, ServletRequestListener {
  private static final String REQUEST_SEEN = "request seen";
  private static final String STARTED = "started";

  static String startOf(ServletRequest request) {
    return String.valueOf(request.getServletContext().getAttribute(STARTED));
  }

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    event.getServletContext().setAttribute(REQUEST_SEEN, true);
  }

  @Override
  public void init(FilterConfig config) {
    boolean late = config.getServletContext().getAttribute(REQUEST_SEEN) != null;
    config.getServletContext().setAttribute(STARTED, late ? "first request" : "deployment");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, response);
  }
}
