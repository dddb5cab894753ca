package io.berth.cdi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/**
 * Tells Weld that requests may end on another thread than they began on, as every forwarded one
 * does: its guard against nested requests counts per thread, and would warn of each (WELD-000715).
 * An application's own setting is kept.
 */
public final class WeldAsyncInitializer implements ServletContainerInitializer {
  private static final String IGNORE_GUARD = "org.jboss.weld.context.ignore.guard";

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext application) {
    if (application.getInitParameter(IGNORE_GUARD) == null) {
      application.setInitParameter(IGNORE_GUARD, "true");
    }
  }
}
