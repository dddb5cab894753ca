package io.berth.store;

import io.berth.model.ResourceManager;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.exception.ConstraintViolationException;

/** The managers and their pools, as their nodes announced them. */
public final class ManagerTable {
  private final Database database;

  public ManagerTable(Database database) {
    this.database = database;
  }

  /**
   * Makes the manager and its pools known; what a node says later replaces what one said before.
   */
  public void join(ResourceManager manager, Collection<String> types) {
    joinWith(manager, types.stream().map(Kind::of).toList());
  }

  /** The same with pools of several variants. */
  public void joinWith(ResourceManager manager, Collection<Kind> kinds) {
    insertOrFind(() -> database.inTransaction(work -> announce(work, manager)));
    kinds.forEach(
        kind -> insertOrFind(() -> database.inTransaction(work -> pool(work, manager, kind))));
  }

  /** Two nodes of one manager may start at once: who comes second finds the row there. */
  private static void insertOrFind(Runnable insert) {
    try {
      insert.run();
    } catch (ConstraintViolationException e) {
      insert.run();
    }
  }

  private static int announce(Work work, ResourceManager manager) {
    int known =
        work.change(
            "UPDATE berth_manager SET location = ?1, capacity = ?2 WHERE name = ?3",
            manager.location(),
            manager.capacity(),
            manager.name());
    return known > 0
        ? known
        : work.insert(
            "INSERT INTO berth_manager (name, location, capacity) VALUES (?1, ?2, ?3)",
            manager.name(),
            manager.location(),
            manager.capacity());
  }

  private static int pool(Work work, ResourceManager manager, Kind kind) {
    return work.insert(
        "INSERT INTO berth_pool (manager, type, variant) SELECT name, ?1, ?2 FROM berth_manager"
            + " WHERE name = ?3 AND NOT EXISTS"
            + " (SELECT 1 FROM berth_pool WHERE manager = ?3 AND type = ?1 AND variant = ?2)",
        kind.type(),
        kind.variant(),
        manager.name());
  }

  /** Every manager that ever joined. */
  public List<ResourceManager> all() {
    return database.inTransaction(
        work ->
            work.query(ManagerRow.class, "from ManagerRow order by name").stream()
                .map(ManagerTable::manager)
                .toList());
  }

  /** How many more resources each manager's capacity lets it make. */
  public Map<ResourceManager, Integer> rooms() {
    Map<ResourceManager, Integer> rooms = new LinkedHashMap<>();
    database
        .inTransaction(work -> work.query(ManagerRow.class, "from ManagerRow order by name"))
        .forEach(row -> rooms.put(manager(row), Math.max(0, row.capacity - row.used)));
    return rooms;
  }

  private static ResourceManager manager(ManagerRow row) {
    return new ResourceManager(row.name, row.location, row.capacity);
  }
}
