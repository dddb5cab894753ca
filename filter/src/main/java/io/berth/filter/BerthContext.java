package io.berth.filter;

import io.berth.cluster.ClusterView;
import io.berth.mapping.MappingCache;
import io.berth.settings.Settings;
import jakarta.servlet.ServletContext;

/**
 * Berth in one web application: everything that lives from its start to its end. The control plane
 * ({@code berth-cdi}) reaches the data plane through it.
 */
public final class BerthContext implements AutoCloseable {
  private static final String ATTRIBUTE = BerthContext.class.getName();

  /** The context of a web application, started by whoever asks first. */
  public static BerthContext of(ServletContext application) {
    throw new UnsupportedOperationException(ATTRIBUTE);
  }

  /** Started without a servlet container: for tests and for allocation nodes of their own. */
  public static BerthContext start(Settings settings) {
    throw new UnsupportedOperationException();
  }

  /** The sources that this context was started from, for the settings of other rooms. */
  public Settings settings() {
    throw new UnsupportedOperationException();
  }

  public MappingCache mapping() {
    throw new UnsupportedOperationException();
  }

  public ClusterView cluster() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
