package io.berth.store;

import io.berth.model.Availability;
import io.berth.model.ResourceManager;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    return database.inTransaction(work -> start(work, manager, template, name, bounds, lease));
  }

  private static Making start(
      Work work,
      ResourceManager manager,
      Template template,
      String name,
      Bounds bounds,
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

  static boolean takeCapacity(Work work, String manager, int units) {
    return work.change(
            "UPDATE berth_manager SET used = used + ?1 WHERE name = ?2 AND used + ?1 <= capacity",
            units,
            manager)
        == 1;
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
   * moves, so that the late comer changes nothing (RULES A3, A4).
   *
   * @return how many
   */
  public int sweep() {
    return database.inTransaction(
        work ->
            work.change(
                "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL,"
                    + " epoch = DEFAULT WHERE availability IN ('MAKING', 'CLAIMED') AND hold IS NULL"
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
                          .merge((String) row[1], number(row[3]), Integer::sum));
          return free;
        });
  }

  /** Every resource of a type that a manager has or once had to retire: name to state. */
  public Map<String, Availability> inventory(String manager, String type) {
    return database.inTransaction(
        work -> {
          Map<String, Availability> rows = new HashMap<>();
          work.query(
                  Object[].class,
                  "select name, availability from ResourceRow where manager = ?1 and type = ?2"
                      + " and availability <> RETIRED",
                  manager,
                  type)
              .forEach(row -> rows.put((String) row[0], (Availability) row[1]));
          return rows;
        });
  }

  /** Those of these names that no manager has: they are behind no row. */
  public Set<String> unknown(Collection<String> names) {
    return database.inTransaction(
        work -> {
          Set<String> unknown = new TreeSet<>(names);
          for (String name : names) {
            work.query(
                    String.class,
                    "select name from ResourceRow where name = ?1 and availability <> RETIRED",
                    name)
                .forEach(unknown::remove);
          }
          return unknown;
        });
  }

  /** FREE to SUSPECT: nobody found the real thing behind it. */
  public boolean doubt(String name) {
    return database.inTransaction(
        work ->
            work.change(
                    "UPDATE berth_resource SET availability = 'SUSPECT', epoch = DEFAULT"
                        + " WHERE name = ?1 AND availability = 'FREE'",
                    name)
                == 1);
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
