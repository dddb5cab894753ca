package io.berth.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Optional;

/**
 * Starts and ends the control plane with the web application where CDI is there before the
 * application and after it, as on WildFly. Where CDI comes later and goes earlier, as with Weld on
 * Tomcat, the extension needs nobody to tell it.
 */
public final class ControlPlaneListener implements ServletContextListener {
  @Override
  public void contextInitialized(ServletContextEvent event) {
    beans()
        .ifPresent(
            beans ->
                beans.getExtension(BerthExtension.class).start(event.getServletContext(), beans));
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    beans().ifPresent(beans -> beans.getExtension(BerthExtension.class).stop());
  }

  private static Optional<BeanManager> beans() {
    try {
      return Optional.of(CDI.current().getBeanManager());
    } catch (IllegalStateException e) {
      return Optional.empty(); // CDI has not started yet, or has ended
    }
  }
}
