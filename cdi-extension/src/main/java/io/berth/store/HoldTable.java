package io.berth.store;

import java.time.Duration;
import java.util.Map;

/**
 * Resources that are kept for whoever fills in a form. Nobody's yet, so what is not used comes back
 * as ready stock; a held resource is neither ready nor anybody's until it is claimed.
 */
public final class HoldTable {
  private final Database database;

  public HoldTable(Database database) {
    this.database = database;
  }

  /**
   * Keeps one resource of each kind.
   *
   * @param kinds to how many of it must stay ready for those who come without a hold
   * @param hold the name of the hold, never used before
   * @param lease after this time it lapses
   * @return whether all are held; if not, none is
   */
  public boolean hold(String manager, Map<Kind, Integer> kinds, String hold, Duration lease) {
    try {
      return database.inTransaction(
          work -> {
            kinds.forEach((kind, rest) -> hold(work, manager, kind, rest, hold, lease));
            return true;
          });
    } catch (OutOfStockException e) {
      return false;
    }
  }

  private static void hold(
      Work work, String manager, Kind kind, int rest, String hold, Duration lease) {
    int held =
        work.change(
            "UPDATE berth_resource SET availability = 'CLAIMED', hold = ?1, epoch = DEFAULT,"
                + " deadline = "
                + Work.deadline(2)
                + " WHERE availability = 'FREE' AND id = (SELECT id FROM berth_resource"
                + " WHERE manager = ?3 AND type = ?4 AND variant = ?5 AND availability = 'FREE'"
                + StockTable.fresh("?3", "?4", "?5")
                + work.product().firstOfStock()
                + ")"
                + " AND EXISTS (SELECT 1 FROM berth_resource WHERE manager = ?3"
                + " AND type = ?4 AND variant = ?5 AND availability = 'FREE'"
                + StockTable.fresh("?3", "?4", "?5")
                + " OFFSET ?6 ROWS)",
            hold,
            Work.seconds(lease),
            manager,
            kind.type(),
            kind.variant(),
            rest);
    if (held == 0) {
      throw new OutOfStockException(kind.type());
    }
  }

  /** The form was abandoned: what was held is ready again; how many. */
  public int giveBack(String hold) {
    return database.inTransaction(work -> free(work, " hold = ?1", hold));
  }

  /** Ends holds that have run out of time; how many resources came back. */
  public int sweep() {
    return database.inTransaction(
        work -> free(work, " hold IS NOT NULL AND deadline <= CURRENT_TIMESTAMP"));
  }

  /** What is stale by now, or may hold somebody's data, does not come back as stock. */
  private static int free(Work work, String where, Object... parameters) {
    return work.change(
        "UPDATE berth_resource SET hold = NULL, deadline = NULL, epoch = DEFAULT, availability ="
            + " CASE WHEN personal OR generation < (SELECT p.generation FROM berth_pool p"
            + " WHERE p.manager = berth_resource.manager AND p.type = berth_resource.type"
            + " AND p.variant = berth_resource.variant) THEN 'SUSPECT' ELSE 'FREE' END WHERE"
            + where,
        parameters);
  }
}
