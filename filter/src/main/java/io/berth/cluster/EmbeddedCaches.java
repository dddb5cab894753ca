package io.berth.cluster;

import java.util.Optional;
import java.util.Set;
import org.infinispan.configuration.global.GlobalConfiguration;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;

/**
 * A cache container of this web application's own. Everything it starts ends with {@link #close}:
 * no shutdown hook, no MBean, no thread stays (CONTAINERS 11).
 */
final class EmbeddedCaches extends Caches {
  private final EmbeddedCacheManager container;

  private EmbeddedCaches(EmbeddedCacheManager container) {
    super(
        container.getCache(CacheShapes.CLUSTER),
        container.getCache(CacheShapes.MAPPING),
        container.getCache(CacheShapes.SESSIONS));
    this.container = container;
  }

  static EmbeddedCaches open(ClusterSettings settings, String node) {
    EmbeddedCacheManager container = new DefaultCacheManager(global(settings, node), false);
    CacheShapes shapes = new CacheShapes(settings.sizes(), settings.clustered(), false);
    try {
      // before it starts: another node may ask at once how a split of them is healed
      CacheShapes.ALL.forEach(name -> container.defineConfiguration(name, shapes.of(name)));
      container.start();
      return new EmbeddedCaches(container);
    } catch (RuntimeException | LinkageError e) {
      container.stop(); // a port left open outlives a web application that does not start
      throw new IllegalStateException(
          "the caches of node "
              + node
              + " did not start; "
              + settings
              + "; see berth.cluster.bind-address, berth.cluster.bind-port and berth.cluster.hosts",
          e);
    }
  }

  /**
   * Infinispan's own services are found through its own class loader, for the web application's one
   * need not see them; what is ours is handed over as objects.
   */
  private static GlobalConfiguration global(ClusterSettings settings, String node) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    if (settings.clustered()) {
      global
          .transport()
          .defaultTransport()
          .clusterName(settings.name())
          .nodeName(node)
          .addProperty(JGroupsTransport.CHANNEL_CONFIGURATOR, JGroupsStack.of(settings));
    }
    global.classLoader(DefaultCacheManager.class.getClassLoader());
    global.cacheManagerName("berth");
    global.jmx().disable();
    global.metrics().gauges(false).histograms(false);
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    global.serialization().addContextInitializer(BerthSchema.INITIALIZER);
    return global.build();
  }

  @Override
  String self() {
    return Membership.self(container);
  }

  @Override
  Optional<Set<String>> members() {
    return Membership.members(container);
  }

  EmbeddedCacheManager container() {
    return container;
  }

  @Override
  public void close() {
    container.stop();
  }
}
