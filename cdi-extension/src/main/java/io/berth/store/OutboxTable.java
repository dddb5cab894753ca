package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.exception.ConstraintViolationException;

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
    lock(work, delivery.consumer().value());
    boolean last = Arrival.note(work, delivery, target, version);
    Association association =
        AssociationTable.standing(work, delivery.consumer()).orElseThrow().association();
    return new Acknowledged(association, last);
  }

  private static void note(Work work, String consumer, String target, long version) {
    int known =
        work.change(
            "UPDATE berth_acknowledgement SET version ="
                + " CASE WHEN version < ?1 THEN CAST(?1 AS BIGINT) ELSE version END"
                + " WHERE consumer = ?2 AND manager = ?3",
            version,
            consumer,
            target);
    if (known == 0) {
      work.change(
          "INSERT INTO berth_acknowledgement (consumer, manager, version) VALUES (?1, ?2, ?3)",
          consumer,
          target,
          version);
    }
  }

  /**
   * The application says that a manager has a version, by whatever means it got there.
   *
   * @return what is known now; empty when the consumer is not bound
   * @throws IllegalArgumentException when there is no such version yet
   */
  public Optional<Acknowledged> acknowledge(ConsumerId consumer, String target, long version) {
    return database.inTransaction(
        work -> {
          lock(work, consumer.value());
          return AssociationTable.standing(work, consumer)
              .filter(standing -> standing.state() == AssociationState.BOUND)
              .map(standing -> acknowledge(work, standing.association(), target, version));
        });
  }

  private static Acknowledged acknowledge(
      Work work, Association known, String target, long version) {
    if (version > known.version()) {
      throw new IllegalArgumentException(
          known.consumer() + " has version " + known.version() + " and not yet " + version);
    }
    if (target.equals(known.home())) {
      return new Acknowledged(known, false);
    }
    note(work, known.consumer().value(), target, version);
    int last =
        work.change(
            "UPDATE berth_association SET registered_at = CURRENT_TIMESTAMP WHERE consumer = ?1"
                + " AND version = ?2 AND registered_at IS NULL"
                + Arrival.IS_ALL
                + " AND NOT EXISTS (SELECT 1 FROM berth_manager m WHERE m.name <> home AND m.capacity > 0"
                + " AND NOT EXISTS (SELECT 1 FROM berth_acknowledgement k WHERE"
                + " k.consumer = ?1 AND k.manager = m.name AND k.version >= ?2))",
            known.consumer().value(),
            version);
    return new Acknowledged(known.acknowledged(target, version), last == 1);
  }

  /** Whoever changes what is known of a consumer's data holds this lock. */
  private static void lock(Work work, String consumer) {
    work.select(
        String.class,
        "SELECT consumer FROM berth_association WHERE consumer = ?1 FOR UPDATE",
        consumer);
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

  /**
   * The consumer's data has changed: its version goes up by one. The export is made under the
   * consumer's lock, or an older one could replace a newer one.
   *
   * @param home the manager that says so
   * @param export makes the export of the association at its new version; empty when nobody
   *     replicates
   * @return the association at its new version; empty when {@code home} is not the consumer's
   */
  public Optional<Association> raise(
      ConsumerId consumer, String home, Function<Association, Optional<Parcel>> export) {
    try {
      return database.inTransaction(work -> raise(work, consumer, home, export));
    } catch (ConstraintViolationException e) {
      // A manager joined in between and made the outbox row itself: now it is there.
      return database.inTransaction(work -> raise(work, consumer, home, export));
    }
  }

  /**
   * The same around the write itself: nobody can move the consumer while {@code write} runs, and
   * what it wrote is part of the new version.
   *
   * @param write the application's own work; what it throws changes nothing here
   */
  public Optional<Association> write(
      ConsumerId consumer,
      String home,
      Runnable write,
      Function<Association, Optional<Parcel>> export) {
    return database.inTransaction(
        work -> {
          lock(work, consumer.value());
          boolean here =
              AssociationTable.standing(work, consumer)
                  .filter(standing -> standing.state() == AssociationState.BOUND)
                  .filter(standing -> standing.association().home().equals(home))
                  .isPresent();
          if (!here) {
            return Optional.empty();
          }
          write.run();
          return raise(work, consumer, home, export);
        });
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

  private static Optional<Association> raise(
      Work work, ConsumerId consumer, String home, Function<Association, Optional<Parcel>> export) {
    lock(work, consumer.value());
    int raised =
        work.change(
            "UPDATE berth_association SET version = version + 1, position = '',"
                + " registered_at = NULL, changed_at = CURRENT_TIMESTAMP"
                + " WHERE consumer = ?1 AND home = ?2 AND state = 'BOUND'",
            consumer.value(),
            home);
    if (raised == 0) {
      return Optional.empty();
    }
    Association association = AssociationTable.standing(work, consumer).orElseThrow().association();
    export.apply(association).ifPresent(parcel -> Parcel.replace(work, association, parcel));
    return Optional.of(association);
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
            work
                .select(
                    Double.class,
                    "SELECT CAST(EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - a.changed_at)) AS DOUBLE"
                        + " PRECISION) FROM berth_outbox o JOIN berth_association a"
                        + " ON a.consumer = o.consumer WHERE o.target = ?1"
                        + " ORDER BY a.changed_at FETCH FIRST 1 ROWS ONLY",
                    target)
                .stream()
                .findFirst()
                .map(seconds -> Duration.ofMillis(Math.max(0, (long) (seconds * 1000))))
                .orElse(Duration.ZERO));
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
