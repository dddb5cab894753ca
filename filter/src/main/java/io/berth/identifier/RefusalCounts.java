package io.berth.identifier;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many tokens counted as absent, by cause. Thread-safe. */
public final class RefusalCounts {
  private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);

  public RefusalCounts() {
    for (Refusal cause : Refusal.values()) {
      counts.put(cause, new LongAdder());
    }
  }

  void count(Refusal cause) {
    LongAdder adder = counts.get(cause);
    if (adder != null) {
      adder.increment();
    }
  }

  public long of(Refusal cause) {
    LongAdder adder = counts.get(cause);
    return adder == null ? 0 : adder.sum();
  }
}
