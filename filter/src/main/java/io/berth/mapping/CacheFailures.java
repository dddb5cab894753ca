package io.berth.mapping;

import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Says that the cache fails, once a minute each for reads and writes: nothing is lost by it, for
 * the authority is asked, and has what was written.
 */
final class CacheFailures {
  private static final Logger LOG = Logger.getLogger(MappingCache.class);

  private final MappingCounters counters;
  private final OncePerMinute reads;
  private final OncePerMinute writes;

  CacheFailures(MappingCounters counters, LongSupplier nanos) {
    this.counters = counters;
    this.reads = new OncePerMinute(nanos);
    this.writes = new OncePerMinute(nanos);
  }

  void onRead(RuntimeException failure) {
    if (reads.mayPass()) {
      LOG.warn("BERTH-100 the mapping cache could not be read; the authority is asked", failure);
    }
  }

  /**
   * @param what the cache did not take
   */
  void onWrite(String what, RuntimeException failure) {
    counters.unpublished.increment();
    if (writes.mayPass()) {
      LOG.warnf(failure, "BERTH-101 the mapping cache did not take %s", what);
    }
  }
}
