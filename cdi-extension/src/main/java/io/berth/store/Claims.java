package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.exception.ConstraintViolationException;

/**
 * The steps of a registration at the authority, each one transaction: claim, bind, or give back. A
 * step shows the epoch of its claim; with an old one it changes nothing (RULES A3).
 */
public final class Claims {
  private final Database database;

  public Claims(Database database) {
    this.database = database;
  }

  /** Claims for a consumer that the authority does not know. */
  public Claim claim(Ask ask) {
    try {
      return database.inTransaction(work -> claim(work, ask));
    } catch (ConstraintViolationException e) {
      return new Claim.Taken(); // the primary key decides who registers a consumer
    } catch (OutOfStock e) {
      return new Claim.OutOfStock(e.type);
    }
  }

  private static Claim claim(Work work, Ask ask) {
    List<Object[]> rows =
        work.changing(
            "epoch, version",
            work.product()
                .unlessThere(
                    "INSERT INTO berth_association (consumer, home, version, state, deadline)"
                        + " SELECT ?1, ?2, 1, ?3, "
                        + Work.deadline(4)
                        + " WHERE NOT EXISTS"
                        + " (SELECT 1 FROM berth_association WHERE consumer = ?1)"),
            ask.consumer().value(),
            ask.home(),
            ask.state(),
            Work.seconds(ask.lease()));
    if (rows.isEmpty()) {
      return new Claim.Taken();
    }
    return take(work, ask, rows.get(0));
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
    } catch (OutOfStock e) {
      return new Claim.OutOfStock(e.type);
    }
  }

  private static Claim takeOver(Work work, Association former, Ask ask) {
    // A version that others have seen (a reservation, a tombstone) is never used again.
    List<Object[]> rows =
        work.changing(
            "epoch, version",
            "UPDATE berth_association SET epoch = DEFAULT, home = ?1, state = ?2, position = '',"
                + " registered_at = NULL,"
                + " version = CASE WHEN state = 'CLAIMED' THEN version ELSE version + 1 END,"
                + " deadline = "
                + Work.deadline(3)
                + " WHERE consumer = ?4 AND epoch = ?5 AND (state = 'GONE'"
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
    return take(work, ask, rows.get(0));
  }

  private static Claim take(Work work, Ask ask, Object[] row) {
    long epoch = ((Number) row[0]).longValue();
    long version = ((Number) row[1]).longValue();
    List<Resource> resources = new ArrayList<>();
    for (String type : ask.types()) {
      resources.add(take(work, ask, type, epoch));
    }
    return new Claim.Granted(
        new Association(
            ask.consumer(),
            ask.home(),
            resources,
            version,
            epoch,
            Position.UNKNOWN,
            Set.of(),
            false));
  }

  /** One statement finds, locks, checks and marks; rows that others hold are not waited for. */
  private static Resource take(Work work, Ask ask, String type, long epoch) {
    return work
        .changeStock(
            "UPDATE berth_resource SET availability = 'CLAIMED', owner = ?1, epoch = ?2,"
                + " deadline = "
                + Work.deadline(3)
                + " WHERE availability = 'FREE' AND id = (SELECT id FROM berth_resource"
                + " WHERE manager = ?4 AND type = ?5 AND availability = 'FREE'"
                + " FETCH FIRST 1 ROW ONLY FOR UPDATE SKIP LOCKED)",
            ask.consumer().value(),
            epoch,
            Work.seconds(ask.lease()),
            ask.home(),
            type)
        .stream()
        .findFirst()
        .orElseThrow(() -> new OutOfStock(type))
        .resource();
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

  /**
   * CLAIMED to BOUND, the association and all its resources, and what the other managers have to
   * take over.
   *
   * @param claimed as it was granted
   * @param parcel the export, when an application's replicator made one
   * @return whether the consumer is registered by that, for there is no other manager
   * @throws FencedException when the claim is not this one's any more; nothing has changed
   */
  public boolean bind(Association claimed, Optional<Parcel> parcel) {
    return database.inTransaction(work -> bind(work, claimed, parcel));
  }

  private static boolean bind(Work work, Association claimed, Optional<Parcel> parcel) {
    String consumer = claimed.consumer().value();
    List<Object[]> bound =
        work.changing(
            "consumer, CASE WHEN registered_at IS NULL THEN 0 ELSE 1 END",
            "UPDATE berth_association SET state = 'BOUND', deadline = NULL,"
                + " changed_at = CURRENT_TIMESTAMP, registered_at = CASE WHEN EXISTS"
                + " (SELECT 1 FROM berth_manager m WHERE m.name <> home)"
                + " THEN NULL ELSE CURRENT_TIMESTAMP END"
                + " WHERE consumer = ?1 AND epoch = ?2 AND state = 'CLAIMED'",
            consumer,
            claimed.epoch());
    int given =
        work.change(
            "UPDATE berth_resource SET availability = 'BOUND', deadline = NULL"
                + " WHERE owner = ?1 AND epoch = ?2 AND availability = 'CLAIMED'",
            consumer,
            claimed.epoch());
    if (bound.isEmpty() || given != claimed.resources().size()) {
      throw new FencedException(
          "the claim of "
              + claimed.consumer()
              + " ended before it was bound: "
              + given
              + " of "
              + claimed.resources().size()
              + " resources were still claimed; see berth.claim.lease");
    }
    parcel.ifPresent(each -> post(work, claimed, each));
    return ((Number) bound.get(0)[1]).intValue() == 1;
  }

  private static int post(Work work, Association bound, Parcel parcel) {
    return bound.version() == 1
        ? Parcel.post(work, bound, parcel)
        : Parcel.replace(work, bound, parcel);
  }

  /**
   * Gives everything of a claim back: its resources become suspect, its association goes. Changes
   * nothing when the claim was bound, swept or taken over.
   */
  public void abandon(Association claimed) {
    database.inTransaction(
        work -> {
          suspect(work, claimed.consumer(), claimed.epoch());
          return drop(
              work,
              " consumer = ?1 AND epoch = ?2 AND state = 'CLAIMED'",
              claimed.consumer().value(),
              claimed.epoch());
        });
  }

  /** Ends registrations and reservations that have run out of time. */
  public int sweep() {
    return database.inTransaction(
        work -> drop(work, " state IN ('CLAIMED', 'RESERVED') AND deadline <= CURRENT_TIMESTAMP"));
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

  /** Rolls a claim back: all or none (RULES A5). */
  private static final class OutOfStock extends RuntimeException {
    private final String type;

    OutOfStock(String type) {
      super(type, null, false, false);
      this.type = type;
    }
  }
}
