package io.berth.mapping;

import java.util.concurrent.atomic.LongAdder;

/** What the mapping cache has done since its start; figures only grow. */
final class MappingCounters {
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder unknown = new LongAdder();
  final LongAdder degraded = new LongAdder();
  final LongAdder timedOut = new LongAdder();
  final LongAdder published = new LongAdder();
  final LongAdder unpublished = new LongAdder();

  Lookup count(Lookup outcome) {
    if (outcome instanceof Lookup.Unknown) {
      unknown.increment();
    } else if (outcome instanceof Lookup.Degraded) {
      degraded.increment();
    } else if (outcome instanceof Lookup.TimedOut) {
      timedOut.increment();
    }
    return outcome;
  }

  MappingStatistics snapshot() {
    return new MappingStatistics(
        hits.sum(),
        misses.sum(),
        loads.sum(),
        unknown.sum(),
        degraded.sum(),
        timedOut.sum(),
        published.sum(),
        unpublished.sum());
  }
}
