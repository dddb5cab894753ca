package io.berth.model;

/**
 * The logical owner of one store: a shard, site or cell.
 *
 * @param name 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
 * @param location a label that consumers may be placed near; empty when locations play no part
 * @param capacity how many units of resources it can hold; 0 for a front router, which holds
 *     nothing and is never in scope
 */
public record ResourceManager(String name, String location, int capacity) {
  public ResourceManager {
    Names.check("manager", name);
    Names.checkLocation(location);
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "capacity of manager " + name + " must be at least 0, got " + capacity);
    }
  }
}
