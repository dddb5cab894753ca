package io.berth.cdi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/** Registers {@link ControlPlaneListener}, even where {@code web.xml} is metadata-complete. */
public final class ControlPlaneInitializer implements ServletContainerInitializer {
  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext application) {
    application.addListener(ControlPlaneListener.class);
  }
}
