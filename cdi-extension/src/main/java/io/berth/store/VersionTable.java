package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Which version a bound consumer's data has: the home raises it, and the application may say which
 * manager has it by means of its own.
 */
public final class VersionTable {
  private final Database database;

  public VersionTable(Database database) {
    this.database = database;
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

  /** Whoever changes what is known of a consumer's data holds this lock. */
  static void lock(Work work, String consumer) {
    work.select(
        String.class,
        "SELECT consumer FROM berth_association WHERE consumer = ?1 FOR UPDATE",
        consumer);
  }
}
