package io.berth.store;

import io.berth.model.Availability;
import io.berth.model.ResourceManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
    return start(manager, Template.of(type), name, new Bounds(bound, bound), lease);
  }

  /**
   * How much there may be.
   *
   * @param fresh ready and being made from the newest template
   * @param all with what is stale and what is held
   */
  public record Bounds(int fresh, int all) {}

  /** The same for a variant, and from a template: stale stock makes room, piece by piece. */
  public Making start(
      ResourceManager manager, Template template, String name, Bounds bounds, Duration lease) {
    return database.inTransaction(
        work -> Refill.start(work, manager, template, name, bounds, lease));
  }

  /** The condition that stock is not stale; the parameters name the pool. */
  static String fresh(String manager, String type, String variant) {
    return " AND generation >= (SELECT p.generation FROM berth_pool p WHERE p.manager = "
        + manager
        + " AND p.type = "
        + type
        + " AND p.variant = "
        + variant
        + ")";
  }

  /** MAKING to FREE, unless its template is stale by now. */
  public boolean finish(Stock made) {
    return database.inTransaction(
        work ->
            work.change(
                    "UPDATE berth_resource SET availability = 'FREE', deadline = NULL,"
                        + " made_at = CURRENT_TIMESTAMP"
                        + " WHERE id = ?1 AND epoch = ?2 AND availability = 'MAKING'"
                        + fresh(
                            "berth_resource.manager",
                            "berth_resource.type",
                            "berth_resource.variant"),
                    made.id(),
                    made.epoch())
                == 1);
  }

  /** MAKING to SUSPECT: the provisioner failed, or its template is stale. */
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
   * moves, so that the late comer changes nothing (RULES A3, A4). What somebody is binding at this
   * moment is not waited for.
   *
   * @return how many
   */
  public int sweep() {
    return database.inTransaction(
        work ->
            work.change(
                "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL,"
                    + " epoch = DEFAULT WHERE id IN (SELECT id FROM berth_resource"
                    + " WHERE availability IN ('MAKING', 'CLAIMED') AND hold IS NULL"
                    + " AND deadline <= CURRENT_TIMESTAMP FOR UPDATE SKIP LOCKED)"));
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
    return free(kind -> true);
  }

  /** The same of some kinds only; what is stale does not count. */
  public Map<String, Map<String, Integer>> free(Predicate<Kind> wanted) {
    return database.inTransaction(
        work -> {
          Map<String, Map<String, Integer>> free = new HashMap<>();
          work
              .select(
                  Object[].class,
                  "SELECT r.manager, r.type, r.variant, count(*) FROM berth_resource r"
                      + " JOIN berth_pool p ON p.manager = r.manager AND p.type = r.type"
                      + " AND p.variant = r.variant AND r.generation >= p.generation"
                      + " WHERE r.availability = 'FREE' GROUP BY r.manager, r.type, r.variant")
              .stream()
              .filter(row -> wanted.test(new Kind((String) row[1], (String) row[2])))
              .forEach(
                  row ->
                      free.computeIfAbsent((String) row[0], name -> new HashMap<>())
                          .merge((String) row[1], ((Number) row[3]).intValue(), Integer::sum));
          return free;
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
