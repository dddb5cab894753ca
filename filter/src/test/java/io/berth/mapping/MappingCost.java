package io.berth.mapping;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.settings.Settings;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import org.infinispan.commons.api.BasicCache;

/** Rough figures of the mapping: memory of an entry, and what a look-up costs above a bare get. */
public final class MappingCost {
  private static final int ROUNDS = 6;
  private static final int LOOKUPS = 4_000_000;

  private MappingCost() {}

  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    Caches caches = Fixtures.local();
    ConsumerId[] ids = new ConsumerId[count];
    for (int i = 0; i < count; i++) {
      ids[i] = ConsumerId.of("person-" + i + "@example.org");
    }
    MappingCache mapping =
        new MappingCache(
            caches.associations(),
            caches.sessions(),
            MappingSettings.read(Settings.of(Map.of())),
            System::nanoTime);
    long before = used();
    for (ConsumerId id : ids) {
      mapping.publish(Wire.copy(Fixtures.association(id.value(), 1)));
    }
    System.out.printf("%d mappings: %d bytes each%n", count, (used() - before) / count);
    long before2 = used();
    Object[] keep = new Object[count];
    for (int i = 0; i < count; i++) {
      keep[i] = Wire.copy(Fixtures.association(ids[i].value(), 1));
    }
    System.out.printf("of which the record: %d bytes%n", (used() - before2 - 4L * count) / count);
    if (keep[0].hashCode() == 1) {
      System.out.println();
    }
    keep = new Object[0];
    measure(caches.associations(), mapping, ids);
    mapping.close();
    caches.close();
  }

  private static void measure(
      BasicCache<String, Association> cache, MappingCache mapping, ConsumerId[] ids) {
    int[] order = new Random(1).ints(1 << 20, 0, ids.length).toArray();
    long sink = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long allocated = allocated();
      long from = System.nanoTime();
      for (int i = 0; i < LOOKUPS; i++) {
        Association found = cache.get(ids[order[i & (order.length - 1)]].value());
        sink += found == null ? 0 : found.version();
      }
      long bare = System.nanoTime() - from;
      long bareBytes = allocated() - allocated;
      allocated = allocated();
      from = System.nanoTime();
      for (int i = 0; i < LOOKUPS; i++) {
        Lookup found = mapping.find(ids[order[i & (order.length - 1)]]);
        sink += found instanceof Lookup.Found it ? it.association().version() : 0;
      }
      long ours = System.nanoTime() - from;
      System.out.printf(
          "get %d ns %d bytes, find %d ns %d bytes, ratio %.2f%n",
          bare / LOOKUPS,
          bareBytes / LOOKUPS,
          ours / LOOKUPS,
          (allocated() - allocated) / LOOKUPS,
          (double) ours / bare);
    }
    System.out.println(sink == 1 ? "" : "done");
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
