package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The steps of a registration at the authority, each one transaction: claim, bind, or give back. A
 * step shows the epoch of its claim; with an old one it changes nothing (RULES A3). Whoever changes
 * a consumer and their resources locks the consumer first, so that nobody waits in a circle.
 */
public final class Claims implements Binder {
  private final Database database;
  private final ClaimFolded folded;
  private final ClaimAtOnce atOnce;

  public Claims(Database database) {
    this.database = database;
    this.folded = new ClaimFolded(database, new ClaimByStep(database));
    this.atOnce = new ClaimAtOnce(database);
  }

  /** Claims for a consumer that the authority does not know. */
  public Claim claim(Ask ask) {
    return database.product() == Product.POSTGRESQL ? atOnce.claim(ask) : folded.claim(ask);
  }

  /**
   * Claims for a consumer whose registration has run out of time, or who is gone. What the former
   * claim held becomes suspect.
   *
   * @param former what was found; nothing happens when it has changed since
   */
  public Claim takeOver(Association former, Ask ask) {
    try {
      return database.inTransaction(work -> takeOver(work, former, ask));
    } catch (OutOfStockException e) {
      return e.claim();
    }
  }

  private static Claim takeOver(Work work, Association former, Ask ask) {
    // A version that others have seen (a reservation, a tombstone) is never used again.
    List<Object[]> rows =
        work.changing(
            "epoch, version",
            "UPDATE berth_association SET epoch = DEFAULT, home = ?1, state = ?2, position = '',"
                + " registered_at = NULL, created_at = CURRENT_TIMESTAMP,"
                + " version = CASE WHEN state = 'CLAIMED' THEN version ELSE version + 1 END,"
                + " deadline = "
                + Work.deadline(3)
                + " WHERE consumer = ?4 AND epoch = ?5 AND ((state = 'GONE' AND NOT EXISTS (SELECT 1"
                + " FROM berth_outbox o WHERE o.consumer = berth_association.consumer))"
                + " OR (state IN ('CLAIMED', 'RESERVED') AND deadline <= CURRENT_TIMESTAMP))",
            ask.home(),
            ask.state(),
            Work.seconds(ask.lease()),
            ask.consumer().value(),
            former.epoch());
    if (rows.isEmpty()) {
      return new Claim.Taken();
    }
    suspect(work, ask.consumer(), former.epoch());
    return ClaimByStep.take(work, ask, rows.get(0));
  }

  /**
   * A node of the home goes on with what another manager's node reserved.
   *
   * @return what will be bound; empty when somebody else was faster or the reservation has ended
   */
  public Optional<Association> resume(Association reserved, Duration lease) {
    return database.inTransaction(work -> resume(work, reserved, lease));
  }

  private static Optional<Association> resume(Work work, Association reserved, Duration lease) {
    List<Object[]> rows =
        work.changing(
            "epoch, version",
            "UPDATE berth_association SET epoch = DEFAULT, state = 'CLAIMED',"
                + " version = version + 1, deadline = "
                + Work.deadline(1)
                + " WHERE consumer = ?2 AND epoch = ?3 AND state = 'RESERVED'"
                + " AND deadline > CURRENT_TIMESTAMP",
            Work.seconds(lease),
            reserved.consumer().value(),
            reserved.epoch());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    long epoch = ((Number) rows.get(0)[0]).longValue();
    int held =
        work.change(
            "UPDATE berth_resource SET epoch = ?1, deadline = "
                + Work.deadline(2)
                + " WHERE owner = ?3 AND epoch = ?4 AND availability = 'CLAIMED'",
            epoch,
            Work.seconds(lease),
            reserved.consumer().value(),
            reserved.epoch());
    if (held != reserved.resources().size()) {
      throw new FencedException("the reservation of " + reserved.consumer() + " has been swept");
    }
    return AssociationTable.standing(work, reserved.consumer()).map(Standing::association);
  }

  /** The application's transaction that this thread is in, where a binding can be part of it. */
  public Optional<JoinedBinder> joined() {
    return database.joined();
  }

  @Override
  public boolean bind(Association claimed, Optional<Parcel> parcel) {
    return database.product() == Product.POSTGRESQL
        ? atOnce.bind(claimed, parcel)
        : folded.bind(claimed, parcel);
  }

  @Override
  public boolean bind(Association claimed, Optional<Parcel> parcel, AccountRows rows) {
    return database.inTransaction(
        work -> {
          work.session().doWork(connection -> rows.write(claimed, connection));
          return ClaimByStep.bind(work, claimed, parcel);
        });
  }

  /**
   * BOUND to GONE: a tombstone of a higher version, and resources that nobody gets again.
   *
   * @param home the manager that says so
   * @param export makes what tells the other managers; empty when nobody replicates
   * @return the tombstone; empty when {@code home} is not the consumer's
   */
  public Optional<Association> release(
      ConsumerId consumer, String home, Function<Association, Optional<Parcel>> export) {
    return database.inTransaction(work -> release(work, consumer, home, export));
  }

  private static Optional<Association> release(
      Work work, ConsumerId consumer, String home, Function<Association, Optional<Parcel>> export) {
    int gone =
        work.change(
            "UPDATE berth_association SET state = 'GONE', version = version + 1, position = '',"
                + " registered_at = NULL, changed_at = CURRENT_TIMESTAMP"
                + " WHERE consumer = ?1 AND home = ?2 AND state = 'BOUND'",
            consumer.value(),
            home);
    if (gone == 0) {
      return Optional.empty();
    }
    work.change(
        "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL, epoch = DEFAULT"
            + " WHERE owner = ?1 AND availability = 'BOUND'",
        consumer.value());
    Association tombstone = AssociationTable.standing(work, consumer).orElseThrow().association();
    export.apply(tombstone).ifPresent(parcel -> Parcel.replace(work, tombstone, parcel));
    return Optional.of(tombstone);
  }

  /**
   * Another manager becomes the home, with the same resources: it has the data of exactly this
   * version, so nothing may have been written since.
   *
   * @param proven what the new home was proven to hold
   * @param export makes the export at the new home; empty when nobody replicates
   * @return at its new version; empty when the consumer has changed since
   * @throws ManagerFullException when the new home's capacity is used up
   */
  public Optional<Association> move(
      Association proven, ResourceManager to, Function<Association, Optional<Parcel>> export) {
    return database.inTransaction(work -> move(work, proven, to, export));
  }

  private static Optional<Association> move(
      Work work,
      Association proven,
      ResourceManager to,
      Function<Association, Optional<Parcel>> export) {
    String consumer = proven.consumer().value();
    int moved =
        work.change(
            "UPDATE berth_association SET home = ?1, version = version + 1, position = '',"
                + " registered_at = NULL, changed_at = CURRENT_TIMESTAMP"
                + " WHERE consumer = ?2 AND version = ?3 AND epoch = ?4 AND home = ?5"
                + " AND state = 'BOUND'",
            to.name(),
            consumer,
            proven.version(),
            proven.epoch(),
            proven.home());
    if (moved == 0) {
      return Optional.empty();
    }
    carry(work, proven, to);
    work.change(
        "DELETE FROM berth_outbox WHERE consumer = ?1 AND target = ?2", consumer, to.name());
    Association there =
        AssociationTable.standing(work, proven.consumer()).orElseThrow().association();
    export.apply(there).ifPresent(parcel -> Parcel.replace(work, there, parcel));
    return Optional.of(there);
  }

  /** Locks as refillers do: first the pool, by the foreign key, then managers, by their names. */
  private static void carry(Work work, Association proven, ResourceManager to) {
    work.change(
        "UPDATE berth_resource SET manager = ?1, location = ?2"
            + " WHERE owner = ?3 AND epoch = ?4 AND availability = 'BOUND'",
        to.name(),
        to.location(),
        proven.consumer().value(),
        proven.epoch());
    int units = proven.resources().stream().mapToInt(Resource::capacity).sum();
    if (proven.home().compareTo(to.name()) < 0) {
      giveBackCapacity(work, proven.home(), units);
      takeCapacity(work, to, units);
    } else {
      takeCapacity(work, to, units);
      giveBackCapacity(work, proven.home(), units);
    }
  }

  private static void takeCapacity(Work work, ResourceManager manager, int units) {
    if (!Refill.takeCapacity(work, manager.name(), units)) {
      throw new ManagerFullException(manager, units);
    }
  }

  private static void giveBackCapacity(Work work, String manager, int units) {
    work.change("UPDATE berth_manager SET used = used - ?1 WHERE name = ?2", units, manager);
  }

  /**
   * Gives everything of a claim back: its resources become suspect, its association goes. Changes
   * nothing when the claim was bound, swept or taken over.
   */
  public void abandon(Association claimed) {
    database.inTransaction(
        work -> {
          int dropped =
              drop(
                  work,
                  " consumer = ?1 AND epoch = ?2 AND state = 'CLAIMED'",
                  claimed.consumer().value(),
                  claimed.epoch());
          suspect(work, claimed.consumer(), claimed.epoch());
          return dropped;
        });
  }

  /** Ends registrations and reservations that have run out of time. */
  public int sweep() {
    return database.inTransaction(
        work ->
            drop(
                work,
                " consumer IN (SELECT consumer FROM berth_association"
                    + " WHERE state IN ('CLAIMED', 'RESERVED') AND deadline <= CURRENT_TIMESTAMP"
                    + " FOR UPDATE SKIP LOCKED)"));
  }

  private static int suspect(Work work, ConsumerId consumer, long epoch) {
    return work.change(
        "UPDATE berth_resource SET availability = 'SUSPECT', deadline = NULL, epoch = DEFAULT"
            + " WHERE owner = ?1 AND epoch = ?2 AND availability = 'CLAIMED'",
        consumer.value(),
        epoch);
  }

  /** What nobody has seen is deleted; what others may have cached leaves a newer tombstone. */
  private static int drop(Work work, String where, Object... parameters) {
    int deleted =
        work.change(
            "DELETE FROM berth_association WHERE version = 1 AND state = 'CLAIMED' AND" + where,
            parameters);
    return deleted
        + work.change(
            "UPDATE berth_association SET state = 'GONE', version = version + 1, epoch = DEFAULT,"
                + " deadline = NULL, changed_at = CURRENT_TIMESTAMP WHERE"
                + where,
            parameters);
  }
}
