package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a registration at the authority, each one transaction: claim, bind, or give back. A
 * step shows the epoch of its claim; with an old one it changes nothing (RULES A3).
 */
public final class Claims {
  private final Database database;
  private final ClaimByStep stepByStep;
  private final ClaimAtOnce atOnce;

  public Claims(Database database) {
    this.database = database;
    this.stepByStep = new ClaimByStep(database);
    this.atOnce = new ClaimAtOnce(database);
  }

  /** Claims for a consumer that the authority does not know. */
  public Claim claim(Ask ask) {
    return database.product() == Product.POSTGRESQL ? atOnce.claim(ask) : stepByStep.claim(ask);
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
    return database.product() == Product.POSTGRESQL
        ? atOnce.bind(claimed, parcel)
        : stepByStep.bind(claimed, parcel);
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
}
