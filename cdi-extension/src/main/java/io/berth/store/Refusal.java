package io.berth.store;

import io.berth.model.Association;
import java.util.Optional;
import java.util.function.Supplier;

/** Why a claim that is one statement claimed nothing: the statement itself does not say. */
record Refusal(Database database) {
  private static final int TRIES = 3;

  /**
   * Claims, and says why not. Where there is stock after all the claim is tried again: it looked in
   * the wrong place, or what it ran into was locked by others for a moment.
   *
   * @param again what comes before the next try
   */
  Claim orClaim(Ask ask, Supplier<Optional<Association>> claim, Runnable again) {
    int tries = ask.hold().isEmpty() ? TRIES : 1; // what is held is there or has lapsed
    for (int i = 0; i < tries; i++) {
      Optional<Association> granted = claim.get();
      if (granted.isPresent()) {
        return new Claim.Granted(granted.get());
      }
      Optional<Claim> refused = database.inTransaction(work -> refused(work, ask));
      if (refused.isPresent()) {
        return refused.get();
      }
      again.run();
    }
    return new Claim.OutOfStock(ask.kinds().get(0).type());
  }

  /** Either somebody has the consumer, or a type has run out; empty when neither is so by now. */
  private static Optional<Claim> refused(Work work, Ask ask) {
    return AssociationTable.standing(work, ask.consumer()).isPresent()
        ? Optional.of(new Claim.Taken())
        : lacking(work, ask).map(Claim.OutOfStock::new);
  }

  private static Optional<String> lacking(Work work, Ask ask) {
    return ask.kinds().stream()
        .filter(kind -> !isThere(work, ask.home(), kind))
        .map(Kind::type)
        .findFirst();
  }

  private static boolean isThere(Work work, String manager, Kind kind) {
    return !work.select(
            Long.class,
            "SELECT id FROM berth_resource WHERE manager = ?1 AND type = ?2 AND variant = ?3"
                + " AND availability = 'FREE'"
                + StockTable.fresh("?1", "?2", "?3")
                + " ORDER BY generation FETCH FIRST 1 ROW ONLY",
            manager,
            kind.type(),
            kind.variant())
        .isEmpty();
  }
}
