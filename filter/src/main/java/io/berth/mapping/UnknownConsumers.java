package io.berth.mapping;

import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Consumers that the authority has just said it does not know. Bounded, so that made-up tokens
 * cannot fill the memory, and short-lived, so that a sign-up elsewhere is seen soon.
 */
final class UnknownConsumers {
  static final int BOUND = 10_000;

  private final ConcurrentMap<ConsumerId, Long> until = new ConcurrentHashMap<>();
  private final long lifespanNanos;
  private final LongSupplier nanos;

  UnknownConsumers(Duration lifespan, LongSupplier nanos) {
    this.lifespanNanos = lifespan.toNanos();
    this.nanos = nanos;
  }

  boolean contains(ConsumerId consumer) {
    Long end = until.get(consumer);
    return end != null && nanos.getAsLong() - end < 0;
  }

  void add(ConsumerId consumer) {
    if (lifespanNanos == 0) {
      return;
    }
    if (until.size() >= BOUND) {
      long now = nanos.getAsLong();
      until.values().removeIf(end -> now - end >= 0);
    }
    if (until.size() < BOUND) {
      until.put(consumer, nanos.getAsLong() + lifespanNanos);
    }
  }

  void remove(ConsumerId consumer) {
    until.remove(consumer);
  }

  int size() {
    return until.size();
  }
}
