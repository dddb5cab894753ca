package io.berth.sample.bench.micro;

import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.infinispan.commons.api.BasicCache;
import org.jspecify.annotations.Nullable;

/** What a consumer takes in memory, and what a look-up costs among more and more of them. */
final class Lookups {
  private static final int FIRST = 1_000;
  private static final int GROWTH = 10;
  private static final int ROUNDS = 7;
  private static final int ASKED = 1_000_000;
  private static final long SEED = 20261101;

  private final ConsumerId[] ids;
  private final int[] order = new Random(SEED).ints(ASKED, 0, Integer.MAX_VALUE).toArray();

  private Lookups(int most) {
    ids = new ConsumerId[most];
    for (int i = 0; i < most; i++) {
      ids[i] = ConsumerId.of(Fleet.id(i));
    }
  }

  /**
   * @param arguments the largest number of mappings; {@code jndi} when a server holds them
   */
  public static void main(String[] arguments) {
    Lookups lookups = new Lookups(Integer.parseInt(arguments[0]));
    if (arguments.length > 1) {
      ServersContainer.bind();
      lookups.inTheMapping(arguments[1]);
    } else {
      lookups.inTheMapping("local");
      lookups.inAHashMap();
    }
    System.out.println("result end");
  }

  private void inTheMapping(String kind) {
    try (Local local = Local.open(kind)) {
      long before = used();
      MappingCache mapping = local.mapping();
      BasicCache<String, Association> cache = local.caches().associations();
      int filled = 0;
      for (int size = FIRST; size <= ids.length; size *= GROWTH) {
        for (; filled < size; filled++) {
          mapping.publish(Fleet.association(ids[filled].value(), filled));
        }
        print("find." + size, nanos(size, id -> isHere(mapping.find(id))));
        if (kind.equals("local")) {
          print("get." + size, nanos(size, id -> isHere(cache.get(id.value()))));
        }
      }
      print("bytes", (used() - before) / (double) filled);
    }
  }

  private void inAHashMap() {
    Map<String, Association> map = new ConcurrentHashMap<>();
    int filled = 0;
    for (int size = FIRST; size <= ids.length; size *= GROWTH) {
      for (; filled < size; filled++) {
        map.put(ids[filled].value(), Fleet.association(ids[filled].value(), filled));
      }
      print("map." + size, nanos(size, id -> isHere(map.get(id.value()))));
    }
  }

  /** The best of some rounds, for look-ups in random order. */
  private double nanos(int size, Predicate<ConsumerId> lookup) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      int found = 0;
      long began = System.nanoTime();
      for (int next : order) {
        found += lookup.test(ids[next % size]) ? 1 : 0;
      }
      best = Math.min(best, (System.nanoTime() - began) / (double) ASKED);
      if (found != ASKED) {
        throw new IllegalStateException("only " + found + " of " + ASKED + " were found");
      }
    }
    return best;
  }

  /** Reads the record as every caller does. */
  private static boolean isHere(Lookup lookup) {
    return lookup instanceof Lookup.Found found && isHere(found.association());
  }

  private static boolean isHere(@Nullable Association association) {
    return association != null && association.version() == 1;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void print(String name, double figure) {
    System.out.printf(Locale.ROOT, "result %s %.4f%n", name, figure);
  }
}
