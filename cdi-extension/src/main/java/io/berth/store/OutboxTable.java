package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What managers still have to take over of each other's consumers, and what they have. A manager
 * takes a consumer over under a lease, so that no two of its nodes do at once.
 */
public final class OutboxTable {
  private final Database database;

  public OutboxTable(Database database) {
    this.database = database;
  }

  /**
   * Leases what is due for a manager, oldest first.
   *
   * @param most how many at most
   * @param lease nobody else gets them before it has ended
   */
  public List<Delivery> lease(String target, int most, Duration lease) {
    return database.inTransaction(
        work ->
            work
                .select(
                    OutboxRow.class,
                    work.product()
                        .returning(
                            "*",
                            "UPDATE berth_outbox SET lease = lease + 1, attempts = attempts + 1,"
                                + " leased_until = "
                                + Work.deadline(1)
                                + " WHERE id IN (SELECT id FROM berth_outbox WHERE target = ?2"
                                + " AND not_before <= CURRENT_TIMESTAMP AND (leased_until IS NULL"
                                + " OR leased_until <= CURRENT_TIMESTAMP)"
                                + " ORDER BY not_before, id FETCH FIRST "
                                + most
                                + " ROWS ONLY FOR UPDATE SKIP LOCKED)"),
                    Work.seconds(lease),
                    target)
                .stream()
                .map(OutboxRow::delivery)
                .sorted(Comparator.comparingLong(Delivery::id))
                .toList());
  }

  /** The work on these goes on: their leases start anew. */
  public void renew(Collection<Delivery> deliveries, Duration lease) {
    for (Delivery delivery : deliveries) {
      database.inTransaction(
          work ->
              work.change(
                  "UPDATE berth_outbox SET leased_until = "
                      + Work.deadline(1)
                      + " WHERE id = ?2 AND lease = ?3",
                  Work.seconds(lease),
                  delivery.id(),
                  delivery.lease()));
    }
  }

  /** The newest export of a consumer, and the association as it was then. */
  public Optional<Exported> exported(ConsumerId consumer) {
    return database.inTransaction(
        work ->
            AssociationTable.standing(work, consumer)
                .flatMap(
                    standing ->
                        work.first(
                                ExportRow.class,
                                "from ExportRow where consumer = ?1 and version = ?2",
                                consumer.value(),
                                standing.association().version())
                            .map(row -> new Exported(standing.association(), row.payload))));
  }

  /**
   * The manager has a version. Ends the delivery unless a newer version is due.
   *
   * @param version what was taken over
   * @return what is known now
   */
  public Acknowledged acknowledge(Delivery delivery, String target, long version) {
    return database.inTransaction(work -> acknowledge(work, delivery, target, version));
  }

  private static Acknowledged acknowledge(
      Work work, Delivery delivery, String target, long version) {
    VersionTable.lock(work, delivery.consumer().value());
    boolean last = Arrival.note(work, delivery, target, version);
    Association association =
        AssociationTable.standing(work, delivery.consumer()).orElseThrow().association();
    return new Acknowledged(association, last);
  }

  /** Taking it over failed: nobody tries again before {@code pause} has passed. */
  public void postpone(Delivery delivery, Duration pause) {
    database.inTransaction(
        work ->
            work.change(
                "UPDATE berth_outbox SET leased_until = NULL, not_before = "
                    + Work.deadline(1)
                    + " WHERE id = ?2 AND lease = ?3",
                Work.seconds(pause),
                delivery.id(),
                delivery.lease()));
  }

  /** Whether every manager has taken over what was due of a consumer. */
  public boolean isDelivered(ConsumerId consumer) {
    return database.inTransaction(
        work ->
            work.first(
                    String.class,
                    "select target from OutboxRow where consumer = ?1",
                    consumer.value())
                .isEmpty());
  }

  /**
   * Makes the rows that a manager lacks: it joined later than the consumers were bound.
   *
   * @param since only what changed within this time is looked at; longer than any claim lasts
   * @return how many
   */
  public int backfill(String target, Duration since) {
    return database.inTransaction(
        work -> {
          work.select(
              String.class, "SELECT name FROM berth_manager WHERE name = ?1 FOR UPDATE", target);
          return work.change(
              "INSERT INTO berth_outbox (consumer, version, target, not_before)"
                  + " SELECT a.consumer, a.version, m.name, CURRENT_TIMESTAMP"
                  + " FROM berth_association a JOIN berth_manager m ON m.name = ?1"
                  + " WHERE a.state = 'BOUND' AND a.home <> m.name AND a.changed_at >="
                  + Work.ago(2)
                  + " AND EXISTS (SELECT 1 FROM berth_export e WHERE e.consumer = a.consumer)"
                  + " AND NOT EXISTS (SELECT 1 FROM berth_outbox o"
                  + " WHERE o.consumer = a.consumer AND o.target = m.name)"
                  + " AND NOT EXISTS (SELECT 1 FROM berth_acknowledgement k WHERE"
                  + " k.consumer = a.consumer AND k.manager = m.name AND k.version >= a.version)",
              target,
              Work.seconds(since));
        });
  }

  /** How long ago the oldest change was made that a manager waits for; zero when there is none. */
  public Duration backlogAge(String target) {
    return database.inTransaction(
        work ->
            work.oldestChange(
                "berth_outbox o JOIN berth_association a ON a.consumer = o.consumer"
                    + " WHERE o.target = ?1",
                target));
  }

  /** How many consumers of a home nobody else has, although they are on their way to others. */
  public int unshared(String home) {
    return database
        .inTransaction(
            work ->
                work.first(
                        Long.class,
                        "select count(distinct o.consumer) from OutboxRow o, AssociationRow a"
                            + " where a.consumer = o.consumer and a.home = ?1 and not exists"
                            + " (select 1 from AcknowledgementRow k where k.consumer = a.consumer"
                            + " and k.version >= a.version and k.manager <> a.home)",
                        home)
                    .orElseThrow())
        .intValue();
  }

  /** How many deliveries a manager waits for. */
  public int backlog(String target) {
    return database
        .inTransaction(
            work ->
                work.first(Long.class, "select count(*) from OutboxRow where target = ?1", target)
                    .orElseThrow())
        .intValue();
  }
}
