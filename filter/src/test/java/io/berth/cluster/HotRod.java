package io.berth.cluster;

import java.util.List;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.server.hotrod.HotRodServer;
import org.infinispan.server.hotrod.configuration.HotRodServerConfigurationBuilder;

/** A Hot Rod server in this JVM, with Berth's caches. */
public final class HotRod implements AutoCloseable {
  private final DefaultCacheManager container;
  private final HotRodServer server = new HotRodServer();

  private HotRod(DefaultCacheManager container) {
    this.container = container;
  }

  public static HotRod start(int port) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.jmx().disable();
    HotRod started = new HotRod(new DefaultCacheManager(global.build()));
    for (String name : List.of(CacheShapes.MAPPING, CacheShapes.SESSIONS, CacheShapes.CLUSTER)) {
      ConfigurationBuilder shape = new ConfigurationBuilder();
      shape.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM_TYPE);
      started.container.createCache(name, shape.build());
    }
    HotRodServerConfigurationBuilder endpoint = new HotRodServerConfigurationBuilder();
    endpoint.host("127.0.0.1").port(port);
    started.server.start(endpoint.build(), started.container);
    started.server.postStart();
    return started;
  }

  @Override
  public void close() {
    server.stop();
    container.stop();
  }
}
