package io.berth.store;

import io.berth.model.Availability;
import io.berth.model.ResourceManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The resources that are not (yet) anybody's: made, checked and retired. Each method is one
 * transaction; each change shows the fence of who makes it, and says whether it happened.
 */
public final class StockTable {
  private final Database database;

  public StockTable(Database database) {
    this.database = database;
  }

  /**
   * Starts a resource: a row in {@link Availability#MAKING}, unless what is ready and what is being
   * made are already {@code bound}. Counted under the pool's lock, so any number of nodes together
   * stay below it (RULES A6).
   *
   * @param name unique, never used before
   * @param lease within this time it has to be made, or it becomes suspect
   */
  public Making start(
      ResourceManager manager, String type, String name, int bound, Duration lease) {
    return database.inTransaction(work -> start(work, manager, type, name, bound, lease));
  }

  private static Making start(
      Work work, ResourceManager manager, String type, String name, int bound, Duration lease) {
    lock(work, manager.name(), type);
    if (count(work, manager.name(), type) >= bound) {
      return new Making.Enough();
    }
    if (!takeCapacity(work, manager.name(), 1)) {
      return new Making.ManagerFull();
    }
    List<ResourceRow> made =
        work.changeStock(
            "INSERT INTO berth_resource"
                + " (type, name, manager, location, capacity, availability, deadline)"
                + " VALUES (?1, ?2, ?3, ?4, 1, 'MAKING', "
                + Work.deadline(5)
                + ")",
            type,
            name,
            manager.name(),
            manager.location(),
            Work.seconds(lease));
    return new Making.Started(made.get(0).stock());
  }

  private static void lock(Work work, String manager, String type) {
    work.select(
        String.class,
        "SELECT type FROM berth_pool WHERE manager = ?1 AND type = ?2 FOR UPDATE",
        manager,
        type);
  }

  private static long count(Work work, String manager, String type) {
    return work.first(
            Long.class,
            "select count(*) from ResourceRow where manager = ?1 and type = ?2"
                + " and availability in (MAKING, FREE)",
            manager,
            type)
        .orElseThrow();
  }

  private static boolean takeCapacity(Work work, String manager, int units) {
    return work.change(
            "UPDATE berth_manager SET used = used + ?1 WHERE name = ?2 AND used + ?1 <= capacity",
            units,
            manager)
        == 1;
  }

  /** MAKING to FREE. */
  public boolean finish(Stock made) {
    return step(
        made,
        "SET availability = 'FREE', deadline = NULL, made_at = CURRENT_TIMESTAMP",
        Availability.MAKING);
  }

  /** MAKING to SUSPECT: the provisioner failed. */
  public boolean suspect(Stock failed) {
    return step(
        failed,
        "SET availability = 'SUSPECT', deadline = NULL, epoch = DEFAULT",
        Availability.MAKING);
  }

  private boolean step(Stock stock, String set, Availability from) {
    return database.inTransaction(
        work ->
            work.change(
                    "UPDATE berth_resource "
                        + set
                        + " WHERE id = ?1 AND epoch = ?2 AND availability = ?3",
                    stock.id(),
                    stock.epoch(),
                    from.name())
                == 1);
  }

  /**
   * What was being made or claimed past its deadline becomes suspect, whoever's it was; the fence
   * moves, so that the late comer changes nothing (RULES A3, A4).
   *
   * @return how many
   */
  public int sweep() {
    return database.inTransaction(
        work ->
            work.change(
                "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL,"
                    + " epoch = DEFAULT WHERE availability IN ('MAKING', 'CLAIMED')"
                    + " AND deadline <= CURRENT_TIMESTAMP"));
  }

  /**
   * Takes suspects of a manager for retiring. Nobody else gets them before the lease has ended.
   *
   * @param type what kind of suspects
   * @param most how many at most
   */
  public List<Stock> takeSuspects(String manager, String type, Duration lease, int most) {
    return database.inTransaction(
        work ->
            work
                .changeStock(
                    "UPDATE berth_resource SET epoch = DEFAULT, attempts = attempts + 1, deadline ="
                        + Work.deadline(1)
                        + " WHERE id IN (SELECT id FROM berth_resource WHERE manager = ?2"
                        + " AND type = ?3 AND availability = 'SUSPECT'"
                        + " AND (deadline IS NULL OR deadline <= CURRENT_TIMESTAMP)"
                        + " FETCH FIRST "
                        + most
                        + " ROWS ONLY FOR UPDATE SKIP LOCKED)",
                    Work.seconds(lease),
                    manager,
                    type)
                .stream()
                .map(ResourceRow::stock)
                .toList());
  }

  /** Retiring failed: nobody tries again before {@code pause} has passed. */
  public void postpone(Stock suspect, Duration pause) {
    database.inTransaction(
        work ->
            work.change(
                "UPDATE berth_resource SET deadline = "
                    + Work.deadline(1)
                    + " WHERE id = ?2 AND epoch = ?3 AND availability = 'SUSPECT'",
                Work.seconds(pause),
                suspect.id(),
                suspect.epoch()));
  }

  /** SUSPECT to RETIRED: its place at the manager is free again, its name never is. */
  public boolean retire(Stock suspect) {
    return database.inTransaction(
        work -> {
          int rows =
              work.change(
                  "UPDATE berth_resource SET availability = 'RETIRED', deadline = NULL,"
                      + " owner = NULL WHERE id = ?1 AND epoch = ?2 AND availability = 'SUSPECT'",
                  suspect.id(),
                  suspect.epoch());
          if (rows == 1) {
            work.change(
                "UPDATE berth_manager SET used = used - ?1 WHERE name = ?2",
                suspect.resource().capacity(),
                suspect.resource().manager());
          }
          return rows == 1;
        });
  }

  /** How much ready stock each manager has of each type: manager to type to count. */
  public Map<String, Map<String, Integer>> free() {
    return database.inTransaction(
        work -> {
          Map<String, Map<String, Integer>> free = new HashMap<>();
          work.query(
                  Object[].class,
                  "select manager, type, count(*) from ResourceRow where availability = FREE"
                      + " group by manager, type")
              .forEach(
                  row ->
                      free.computeIfAbsent((String) row[0], name -> new HashMap<>())
                          .put((String) row[1], ((Number) row[2]).intValue()));
          return free;
        });
  }

  /** What a manager has of each type that is ready or being made. */
  public Map<String, Level> levels(String manager) {
    return database.inTransaction(
        work -> {
          Map<String, Level> levels = new HashMap<>();
          work.query(
                  Object[].class,
                  "select type, availability, count(*) from ResourceRow where manager = ?1"
                      + " and availability in (MAKING, FREE) group by type, availability",
                  manager)
              .forEach(
                  row ->
                      levels.merge(
                          (String) row[0],
                          Level.of((Availability) row[1], ((Number) row[2]).intValue()),
                          Level::plus));
          return levels;
        });
  }

  /** How many resources of a type a manager has in each state. */
  public Map<Availability, Integer> states(String manager, String type) {
    return database.inTransaction(
        work -> {
          Map<Availability, Integer> states = new HashMap<>();
          work.query(
                  Object[].class,
                  "select availability, count(*) from ResourceRow where manager = ?1"
                      + " and type = ?2 group by availability",
                  manager,
                  type)
              .forEach(row -> states.put((Availability) row[0], ((Number) row[1]).intValue()));
          return states;
        });
  }
}
