package io.berth.store;

import io.berth.model.Availability;

/**
 * How much there is in a pool.
 *
 * @param free ready
 * @param making being made
 */
public record Level(int free, int making) {
  public static final Level EMPTY = new Level(0, 0);

  static Level of(Availability availability, int count) {
    return availability == Availability.FREE ? new Level(count, 0) : new Level(0, count);
  }

  Level plus(Level other) {
    return new Level(free + other.free, making + other.making);
  }
}
