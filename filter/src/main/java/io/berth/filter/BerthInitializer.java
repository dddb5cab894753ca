package io.berth.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;

/**
 * Puts {@link ConsumerRoutingFilter} in front of every other filter, on every container and even
 * where {@code web.xml} is metadata-complete. An application that declares a filter named {@value
 * #FILTER} itself keeps its own order.
 */
public final class BerthInitializer implements ServletContainerInitializer {
  private static final String FILTER = "berth";

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext application) {
    FilterRegistration.Dynamic filter = application.addFilter(FILTER, ConsumerRoutingFilter.class);
    if (filter != null) {
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(
          EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD), false, "/*");
    }
    application.addListener(BerthContextListener.class);
  }
}
