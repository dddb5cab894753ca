package io.berth.sample.bench.micro;

import io.berth.cluster.Caches;
import io.berth.cluster.ClusterSettings;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingSettings;
import io.berth.settings.Settings;
import java.util.Map;

/** The mapping of one node alone, as the filter makes it, and the cache underneath. */
record Local(Caches caches, MappingCache mapping) implements AutoCloseable {
  static Local open() {
    return open("local");
  }

  /**
   * @param kind {@code berth.cluster}
   */
  static Local open(String kind) {
    Settings settings = Settings.of(Map.of("berth.cluster", kind));
    Caches caches = Caches.start(ClusterSettings.read(settings), "bench");
    MappingCache mapping =
        new MappingCache(
            caches.associations(),
            caches.sessions(),
            MappingSettings.read(settings),
            System::nanoTime);
    return new Local(caches, mapping);
  }

  @Override
  public void close() {
    mapping.close();
    caches.close();
  }
}
