package io.berth.store;

import io.berth.model.ConsumerId;
import java.time.Duration;

/** Requests that must take effect once: each key belongs to the first body that came with it. */
public final class RequestTable {
  private final Database database;

  public RequestTable(Database database) {
    this.database = database;
  }

  /**
   * Notes a request under its key, or recognises it.
   *
   * @param key 1 to 128 characters
   * @param fingerprint of the request's body, at most 64 characters
   * @return whether the key is new or came with the same consumer and body before
   */
  public boolean admit(String key, ConsumerId consumer, String fingerprint) {
    return database.product() == Product.POSTGRESQL
        ? admitAtOnce(key, consumer, fingerprint)
        : admitStepByStep(key, consumer, fingerprint);
  }

  private boolean admitAtOnce(String key, ConsumerId consumer, String fingerprint) {
    return database.alone(
        connection -> {
          String sql =
              "INSERT INTO berth_request AS r (request, consumer, fingerprint) VALUES (?, ?, ?)"
                  + " ON CONFLICT (request) DO UPDATE SET request = EXCLUDED.request"
                  + " WHERE r.consumer = EXCLUDED.consumer AND r.fingerprint = EXCLUDED.fingerprint";
          try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            statement.setString(2, consumer.value());
            statement.setString(3, fingerprint);
            return statement.executeUpdate() == 1;
          }
        });
  }

  /** Inserts only where there is none; who loses that race looks again. */
  private boolean admitStepByStep(String key, ConsumerId consumer, String fingerprint) {
    return database.inTransaction(
        work -> {
          work.change(
              "MERGE INTO berth_request r USING (VALUES (?1, ?2, ?3)) v (k, c, f)"
                  + " ON r.request = v.k"
                  + " WHEN NOT MATCHED THEN INSERT (request, consumer, fingerprint)"
                  + " VALUES (v.k, v.c, v.f)",
              key,
              consumer.value(),
              fingerprint);
          return !work.select(
                  String.class,
                  "SELECT request FROM berth_request WHERE request = ?1 AND consumer = ?2"
                      + " AND fingerprint = ?3",
                  key,
                  consumer.value(),
                  fingerprint)
              .isEmpty();
        });
  }

  /** Forgets keys that were first seen longer ago than this; how many. */
  public int forget(Duration age) {
    return database.inTransaction(
        work ->
            work.change(
                "DELETE FROM berth_request WHERE seen_at <" + Work.ago(1), Work.seconds(age)));
  }
}
