package io.berth.filter;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Starts Berth with the web application, before the first request even on WildFly, and ends it with
 * it.
 */
public final class BerthContextListener implements ServletContextListener {
  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext application = event.getServletContext();
    BerthContext.of(application).ready(application);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    BerthContext.end(event.getServletContext());
  }
}
