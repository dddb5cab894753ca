package io.berth.store;

import io.berth.model.Availability;
import io.berth.model.ResourceManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pools of every manager: what they hold, how fast it goes, and how new their template is. */
public final class PoolTable {
  private final Database database;

  public PoolTable(Database database) {
    this.database = database;
  }

  /**
   * Stock that is older than this template is stale from now on: nobody gets it. A lower generation
   * than the pool's changes nothing, so a node that has the old template does not bring it back.
   *
   * @param atOnce whether stale stock becomes suspect now; if not, each piece does when a fresh one
   *     takes its place
   * @return whether the pool's template is newer than it was
   */
  public boolean renew(ResourceManager manager, Template template, boolean atOnce) {
    return database.inTransaction(work -> renew(work, manager.name(), template, atOnce));
  }

  private static boolean renew(Work work, String manager, Template template, boolean atOnce) {
    Kind kind = template.kind();
    int newer =
        work.change(
            "UPDATE berth_pool SET generation = ?1"
                + " WHERE manager = ?2 AND type = ?3 AND variant = ?4 AND generation < ?1",
            template.generation(),
            manager,
            kind.type(),
            kind.variant());
    if (newer > 0 && atOnce) {
      work.change(
          "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL, epoch = DEFAULT"
              + " WHERE manager = ?1 AND type = ?2 AND variant = ?3 AND availability = 'FREE'"
              + " AND generation < ?4",
          manager,
          kind.type(),
          kind.variant(),
          template.generation());
    }
    return newer > 0;
  }

  /** The generation of a pool's template; -1 when there is no such pool. */
  static long lock(Work work, String manager, Kind kind) {
    return work
        .select(
            Long.class,
            "SELECT generation FROM berth_pool WHERE manager = ?1 AND type = ?2 AND variant = ?3"
                + " FOR UPDATE",
            manager,
            kind.type(),
            kind.variant())
        .stream()
        .findFirst()
        .orElse(-1L);
  }

  /** What a manager has of each kind that is fresh and ready, or being made. */
  public Map<Kind, Level> levels(String manager) {
    return database.inTransaction(
        work -> {
          Map<Kind, Level> levels = new HashMap<>();
          work.select(
                  Object[].class,
                  "SELECT r.type, r.variant, r.availability, count(*) FROM berth_resource r"
                      + " JOIN berth_pool p ON p.manager = r.manager AND p.type = r.type"
                      + " AND p.variant = r.variant AND r.generation >= p.generation"
                      + " WHERE r.manager = ?1 AND r.availability IN ('MAKING', 'FREE')"
                      + " GROUP BY r.type, r.variant, r.availability",
                  manager)
              .forEach(row -> levels.merge(kind(row), level(row), Level::plus));
          return levels;
        });
  }

  private static Kind kind(Object[] row) {
    return new Kind((String) row[0], (String) row[1]);
  }

  private static Level level(Object[] row) {
    return Level.of(Availability.valueOf((String) row[2]), ((Number) row[3]).intValue());
  }

  /**
   * How many of each kind were bound at a manager within the last time: what its sign-up rate is.
   *
   * @param within judged by the database's clock
   */
  public Map<Kind, Integer> taken(String manager, Duration within) {
    return database.inTransaction(
        work -> {
          Map<Kind, Integer> taken = new HashMap<>();
          List<Object[]> rows =
              work.select(
                  Object[].class,
                  "SELECT r.type, r.variant, count(*) FROM berth_association a JOIN berth_resource r"
                      + " ON r.owner = a.consumer AND r.epoch = a.epoch"
                      + " AND r.availability IN ('CLAIMED', 'BOUND')"
                      + " WHERE a.changed_at >="
                      + Work.ago(1)
                      + " AND a.created_at >="
                      + Work.ago(1)
                      + " AND a.home = ?2 GROUP BY r.type, r.variant",
                  Work.seconds(within),
                  manager);
          rows.forEach(row -> taken.put(kind(row), ((Number) row[2]).intValue()));
          return taken;
        });
  }
}
