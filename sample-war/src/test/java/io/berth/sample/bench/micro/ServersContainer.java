package io.berth.sample.bench.micro;

import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.spi.NamingManager;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;

/** Puts a cache container where {@code berth.cluster=jndi} looks for the one of a server. */
final class ServersContainer {
  private ServersContainer() {}

  /** Once in a process. */
  @SuppressWarnings("BanJNDI") // whatever the name, it is this container
  static void bind() {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.jmx().disable();
    DefaultCacheManager container = new DefaultCacheManager(global.build());
    try {
      NamingManager.setInitialContextFactoryBuilder(
          environment ->
              ignored ->
                  new InitialContext(true) {
                    @Override
                    public Object lookup(String name) {
                      return container;
                    }
                  });
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }
}
