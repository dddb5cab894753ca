package io.berth.packet;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows which packets have come: for each run of a sender the highest number and the {@value
 * #WIDTH} below it (as IPsec does, RFC 4303, 3.4.3), so that memory is bounded and order is free
 * within the window. Thread-safe.
 */
final class ReplayWindow {
  static final int WIDTH = 1024;

  /** Runs that are remembered; only who has the key can make one. */
  static final int MAX_RUNS = 1024;

  private static final class Run {
    final long[] seen = new long[WIDTH / Long.SIZE];
    long highest;
    long expires;
  }

  private final Map<Long, Run> runs = new HashMap<>();

  /**
   * @param expires when the packet expires, after which it is refused for that
   * @param now the time by the same clock
   * @return whether this is the first time
   */
  synchronized boolean isNew(long run, long number, long expires, long now) {
    if (number < 1) {
      return false;
    }
    Run known = runs.get(run);
    if (known == null) {
      makeRoom(now);
      known = new Run();
      runs.put(run, known);
    }
    known.expires = Math.max(known.expires, expires);
    return mark(known, number);
  }

  private static boolean mark(Run run, long number) {
    if (number <= run.highest - WIDTH) {
      return false;
    }
    if (number > run.highest) {
      forget(run, number);
      run.highest = number;
    }
    int place = (int) (number % WIDTH);
    long bit = 1L << (place % Long.SIZE);
    boolean first = (run.seen[place / Long.SIZE] & bit) == 0;
    run.seen[place / Long.SIZE] |= bit;
    return first;
  }

  /** The places that the window moves over are those of new numbers. */
  private static void forget(Run run, long upTo) {
    long from = Math.max(run.highest + 1, upTo - WIDTH + 1);
    for (long number = from; number <= upTo; number++) {
      int place = (int) (number % WIDTH);
      run.seen[place / Long.SIZE] &= ~(1L << (place % Long.SIZE));
    }
  }

  /** A run whose last packet has expired needs no memory: its packets are refused for that. */
  private void makeRoom(long now) {
    if (runs.size() >= MAX_RUNS) {
      runs.values().removeIf(run -> run.expires < now);
    }
    if (runs.size() >= MAX_RUNS) {
      runs.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().expires))
          .map(Map.Entry::getKey)
          .ifPresent(runs::remove);
    }
  }
}
