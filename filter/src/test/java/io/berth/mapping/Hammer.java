package io.berth.mapping;

import io.berth.cluster.Fixtures;
import io.berth.model.ConsumerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Writers that publish the versions of a few consumers at once, mostly rising, often late, and read
 * back what they see. Whoever reads less than it wrote or saw before has found a regression (RULES
 * M2, M3).
 */
public final class Hammer {
  private static final int LATE_BY_UP_TO = 8;

  private final List<MappingCache> mappings;
  private final int threads;
  private final int writes;
  private final AtomicLongArray newest;
  private final Map<String, Long> highest = new ConcurrentHashMap<>();
  private final AtomicLong regressions = new AtomicLong();

  /**
   * @param mappings the nodes; each writer stays with one
   */
  public Hammer(List<MappingCache> mappings, int threads, int writes, int consumers) {
    this.mappings = mappings;
    this.threads = threads;
    this.writes = writes;
    this.newest = new AtomicLongArray(consumers);
  }

  public void run(ExecutorService executor) throws Exception {
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int seed = t;
      done.add(executor.submit(() -> write(mappings.get(seed % mappings.size()), seed)));
    }
    for (Future<?> each : done) {
      each.get(120, TimeUnit.SECONDS);
    }
    System.out.printf(
        "older never replaces newer: %d nodes, %d threads x %d writes on %d consumers, %d changed"
            + " the cache, %d regressions%n",
        mappings.size(), threads, writes, newest.length(), published(), regressions.get());
  }

  private void write(MappingCache mapping, int seed) {
    Random random = new Random(seed);
    Map<String, Long> seen = new HashMap<>();
    for (int i = 0; i < writes; i++) {
      int number = random.nextInt(newest.length());
      long version = Math.max(1, newest.incrementAndGet(number) - random.nextInt(LATE_BY_UP_TO));
      String consumer = "c" + number;
      mapping.publish(Fixtures.association(consumer, version));
      highest.merge(consumer, version, Math::max);
      long read = version(mapping, consumer);
      if (read < version || read < seen.getOrDefault(consumer, 0L)) {
        regressions.incrementAndGet();
      }
      seen.merge(consumer, read, Math::max);
    }
  }

  public long regressions() {
    return regressions.get();
  }

  private long published() {
    return mappings.stream().mapToLong(each -> each.statistics().published()).sum();
  }

  public List<String> consumersNotAtTheirHighest(MappingCache mapping) {
    return highest.entrySet().stream()
        .filter(entry -> version(mapping, entry.getKey()) != entry.getValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static long version(MappingCache mapping, String consumer) {
    return mapping.find(ConsumerId.of(consumer)) instanceof Lookup.Found found
        ? found.association().version()
        : 0;
  }
}
