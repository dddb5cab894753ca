package io.berth.sample.bench.micro;

import io.berth.cluster.Caches;
import io.berth.cluster.ClusterSettings;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingSettings;
import io.berth.settings.Settings;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a consumer takes in the memory of one node of a cluster. */
final class ClusterMemory {
  private ClusterMemory() {}

  /**
   * @param arguments how many mappings; the first of two ports of this machine
   */
  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    String[] ids = new String[count];
    for (int i = 0; i < count; i++) {
      ids[i] = Fleet.id(i);
    }
    measure("repl", "0", ids, port);
    measure("dist", "2", ids, port + 1);
    System.out.println("result end");
  }

  private static void measure(String mode, String copies, String[] ids, int port) {
    try (Caches caches = caches(mode, copies, port)) {
      long before = used();
      fill(caches, ids);
      print("bytes." + mode, (used() - before) / (double) ids.length);
    }
  }

  private static void fill(Caches caches, String[] ids) {
    try (MappingCache mapping =
        new MappingCache(
            caches.associations(),
            caches.sessions(),
            MappingSettings.read(Settings.of(Map.of())),
            System::nanoTime)) {
      for (int i = 0; i < ids.length; i++) {
        mapping.publish(Fleet.association(ids[i], i));
      }
    }
  }

  private static Caches caches(String mode, String copies, int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("berth.cluster", "tcp");
    settings.put("berth.cluster.name", "bench-" + mode);
    settings.put("berth.cluster.bind-port", Integer.toString(port));
    settings.put("berth.cluster.hosts", "127.0.0.1[" + port + "]");
    settings.put("berth.mapping.copies", copies);
    return Caches.start(ClusterSettings.read(Settings.of(settings)), mode);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void print(String name, double figure) {
    System.out.printf(Locale.ROOT, "result %s %.4f%n", name, figure);
  }
}
