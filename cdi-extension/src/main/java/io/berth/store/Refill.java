package io.berth.store;

import io.berth.model.ResourceManager;
import java.time.Duration;

/**
 * Starts a resource within its pool's bounds and its manager's capacity, counted under the pool's
 * lock.
 */
final class Refill {
  private Refill() {}

  static Making start(
      Work work,
      ResourceManager manager,
      Template template,
      String name,
      StockTable.Bounds bounds,
      Duration lease) {
    long generation = PoolTable.lock(work, manager.name(), template.kind());
    if (generation > template.generation()) {
      return new Making.Superseded(generation);
    }
    Contents there = count(work, manager.name(), template);
    if (there.fresh() >= bounds.fresh() || there.all() - there.leaving() >= bounds.all()) {
      return new Making.Enough();
    }
    if (there.leaving() > 0) {
      suspectOneStale(work, manager.name(), template);
    }
    if (!takeCapacity(work, manager.name(), 1)) {
      return new Making.ManagerFull();
    }
    return new Making.Started(insert(work, manager, template, name, lease));
  }

  private static Stock insert(
      Work work, ResourceManager manager, Template template, String name, Duration lease) {
    return work.changeStock(
            "INSERT INTO berth_resource (type, variant, generation, name, manager, location,"
                + " capacity, availability, deadline) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 'MAKING', "
                + Work.deadline(7)
                + ")",
            template.kind().type(),
            template.kind().variant(),
            template.generation(),
            name,
            manager.name(),
            manager.location(),
            Work.seconds(lease))
        .get(0)
        .stock();
  }

  private record Contents(int fresh, int stale, int held) {
    int all() {
      return fresh + stale + held;
    }

    /** How much stale stock makes room for one fresh piece. */
    int leaving() {
      return Math.min(1, stale);
    }
  }

  private static Contents count(Work work, String manager, Template template) {
    String pool = " FROM berth_resource WHERE manager = ?1 AND type = ?2 AND variant = ?3";
    Object[] counts =
        work.select(
                Object[].class,
                "SELECT (SELECT count(*)"
                    + pool
                    + " AND availability IN ('MAKING', 'FREE') AND generation >= ?4),"
                    + " (SELECT count(*)"
                    + pool
                    + " AND availability IN ('MAKING', 'FREE') AND generation < ?4),"
                    + " (SELECT count(*)"
                    + pool
                    + " AND hold IS NOT NULL)",
                manager,
                template.kind().type(),
                template.kind().variant(),
                template.generation())
            .get(0);
    return new Contents(number(counts[0]), number(counts[1]), number(counts[2]));
  }

  private static int number(Object count) {
    return ((Number) count).intValue();
  }

  private static void suspectOneStale(Work work, String manager, Template template) {
    work.change(
        "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL, epoch = DEFAULT"
            + " WHERE availability = 'FREE' AND id = (SELECT id FROM berth_resource"
            + " WHERE manager = ?1 AND type = ?2 AND variant = ?3 AND availability = 'FREE'"
            + " AND generation < ?4 FETCH FIRST 1 ROW ONLY FOR UPDATE SKIP LOCKED)",
        manager,
        template.kind().type(),
        template.kind().variant(),
        template.generation());
  }

  static boolean takeCapacity(Work work, String manager, int units) {
    return work.change(
            "UPDATE berth_manager SET used = used + ?1 WHERE name = ?2 AND used + ?1 <= capacity",
            units,
            manager)
        == 1;
  }
}
