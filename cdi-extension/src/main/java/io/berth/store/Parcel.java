package io.berth.store;

import io.berth.model.Association;
import java.time.Duration;

/**
 * A consumer's data as its home exported it.
 *
 * @param payload the export
 * @param delay the other managers take it over no sooner
 */
public record Parcel(byte[] payload, Duration delay) {

  /** The first export of a consumer. */
  static int post(Work work, Association association, Parcel parcel) {
    insertExport(work, association, parcel);
    return insertOutbox(work, association, parcel);
  }

  /** A newer export: it replaces the older one, and so does what is still to be taken over. */
  static int replace(Work work, Association association, Parcel parcel) {
    int known =
        work.change(
            "UPDATE berth_export SET version = ?1, payload = ?2 WHERE consumer = ?3",
            association.version(),
            parcel.payload,
            association.consumer().value());
    if (known == 0) {
      insertExport(work, association, parcel);
    }
    int waiting =
        work.change(
            "UPDATE berth_outbox SET version = ?1, attempts = 0, not_before = "
                + Work.deadline(2)
                + " WHERE consumer = ?3",
            association.version(),
            Work.seconds(parcel.delay),
            association.consumer().value());
    return waiting + insertOutbox(work, association, parcel);
  }

  private static void insertExport(Work work, Association association, Parcel parcel) {
    work.change(
        "INSERT INTO berth_export (consumer, version, payload) VALUES (?1, ?2, ?3)",
        association.consumer().value(),
        association.version(),
        parcel.payload);
  }

  /** One row for every manager but the home that has none. */
  private static int insertOutbox(Work work, Association association, Parcel parcel) {
    return work.change(
        "INSERT INTO berth_outbox (consumer, version, target, not_before)"
            + " SELECT a.consumer, a.version, m.name, "
            + Work.deadline(1)
            + " FROM berth_association a JOIN berth_manager m ON m.name <> a.home"
            + " WHERE a.consumer = ?2 AND NOT EXISTS"
            + " (SELECT 1 FROM berth_outbox o WHERE o.consumer = a.consumer AND o.target = m.name)",
        Work.seconds(parcel.delay),
        association.consumer().value());
  }
}
