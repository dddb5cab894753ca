package io.berth.allocator;

import java.util.List;

/**
 * How much stock a pool holds, in resources.
 *
 * @param floor below this much ready stock the pool says so, 0 to {@code target}
 * @param target what it is refilled to, {@code floor} to {@code ceiling}
 * @param ceiling what is ready and what is being made is never more than this, 1 to {@value #MOST}
 */
public record PoolPolicy(int floor, int target, int ceiling) {
  public static final int MOST = 1_000_000;

  public PoolPolicy {
    List<String> problems = problems(floor, target, ceiling);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  static List<String> problems(int floor, int target, int ceiling) {
    boolean ordered = 0 <= floor && floor <= target && target <= ceiling && ceiling >= 1;
    return ordered && ceiling <= MOST
        ? List.of()
        : List.of(
            "0 <= berth.pool.floor <= berth.pool.target <= berth.pool.ceiling and a ceiling of 1"
                + " to "
                + MOST
                + " are needed, got "
                + floor
                + ", "
                + target
                + ", "
                + ceiling);
  }
}
