package io.berth.store;

/**
 * What changes when a manager has taken a version over, in one statement: every sign-up has one for
 * each other manager. Whoever runs it holds the consumer's lock, and took it in a statement before:
 * one alone would judge by what was there before it waited.
 */
final class Arrival {
  private static final String IS_TAKEN_OVER = "id = ?1 AND version <= ?2";

  private static final String TAKEN_OFF = "DELETE FROM berth_outbox WHERE " + IS_TAKEN_OVER;

  /** A newer version has come meanwhile: it is due at once. */
  private static final String STILL_DUE =
      "UPDATE berth_outbox SET leased_until = NULL, attempts = 0"
          + " WHERE id = ?1 AND lease = ?3 AND version > ?2";

  /**
   * Where other stores count beside the acknowledgement, all of them must have passed; who looks at
   * watermarks tells it then.
   */
  static final String IS_ALL =
      " AND (position NOT LIKE '%acknowledged=%' OR position NOT LIKE '%,%')";

  private static final String LAST =
      "UPDATE berth_association SET registered_at = CURRENT_TIMESTAMP WHERE consumer = ?4"
          + " AND state = 'BOUND' AND version = ?2 AND registered_at IS NULL"
          + IS_ALL
          + " AND NOT EXISTS"
          + " (SELECT 1 FROM berth_outbox WHERE consumer = ?4 AND NOT ("
          + IS_TAKEN_OVER
          + "))";

  private static final String ON_H2 =
      "SELECT (SELECT count(*) FROM FINAL TABLE ("
          + LAST
          + ")), (SELECT count(*) FROM OLD TABLE ("
          + TAKEN_OFF
          + ")), (SELECT count(*) FROM FINAL TABLE ("
          + STILL_DUE
          + ")), (SELECT count(*) FROM FINAL TABLE (MERGE INTO berth_acknowledgement a"
          + " USING (VALUES (CAST(?4 AS VARCHAR), CAST(?5 AS VARCHAR), CAST(?2 AS BIGINT)))"
          + " k (consumer, manager, version)"
          + " ON (a.consumer = k.consumer AND a.manager = k.manager)"
          + " WHEN MATCHED AND a.version < k.version THEN UPDATE SET version = k.version"
          + " WHEN NOT MATCHED THEN INSERT (consumer, manager, version)"
          + " VALUES (k.consumer, k.manager, k.version)))";

  private static final String ON_POSTGRESQL =
      "WITH d AS ("
          + TAKEN_OFF
          + "), u AS ("
          + STILL_DUE
          + "), k AS (INSERT INTO berth_acknowledgement AS a (consumer, manager, version)"
          + " VALUES (?4, ?5, ?2) ON CONFLICT (consumer, manager)"
          + " DO UPDATE SET version = GREATEST(a.version, EXCLUDED.version)), l AS ("
          + LAST
          + " RETURNING 1) SELECT count(*), 0 FROM l";

  private Arrival() {}

  /**
   * @return whether it was the last that was waited for
   */
  static boolean note(Work work, Delivery delivery, String target, long version) {
    String sql = work.product() == Product.H2 ? ON_H2 : ON_POSTGRESQL;
    Object[] counts =
        work.select(
                Object[].class,
                sql,
                delivery.id(),
                version,
                delivery.lease(),
                delivery.consumer().value(),
                target)
            .get(0);
    return ((Number) counts[0]).intValue() == 1;
  }
}
