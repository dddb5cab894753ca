package io.berth.store;

import io.berth.model.Availability;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What there should be, for whoever compares it with what there is. */
public final class Inventory {
  private final Database database;

  public Inventory(Database database) {
    this.database = database;
  }

  /** Every resource of a type that a manager has or once had to retire: name to state. */
  public Map<String, Availability> of(String manager, String type) {
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
}
