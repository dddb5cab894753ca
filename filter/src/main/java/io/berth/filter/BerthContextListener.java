package io.berth.filter;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Starts Berth with the web application, before the first request even on WildFly, and ends it with
 * it.
 */
public final class BerthContextListener implements ServletContextListener {
  @Override
  public void contextInitialized(ServletContextEvent event) {
    BerthContext.of(event.getServletContext()).ready();
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    BerthContext.end(event.getServletContext());
  }
}
