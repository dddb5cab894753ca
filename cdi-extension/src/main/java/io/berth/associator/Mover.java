package io.berth.associator;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.store.AssociationState;
import io.berth.store.AuthorityException;
import io.berth.store.ManagerFullException;
import io.berth.store.Parcel;
import io.berth.store.Standing;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Makes the local manager a consumer's home. The version decides: what was proven to be here must
 * still be all there is when the home changes.
 */
final class Mover {
  private static final long POLL_MILLIS = 20;
  private final Tables tables;
  private final ResourceManager local;
  private final Duration patience;
  private final Neighbours neighbours;
  private final Function<Association, Optional<Parcel>> export;
  private final LongSupplier nanos;

  Mover(
      Tables tables,
      ResourceManager local,
      Duration patience,
      Neighbours neighbours,
      Function<Association, Optional<Parcel>> export,
      LongSupplier nanos) {
    this.tables = tables;
    this.local = local;
    this.patience = patience;
    this.neighbours = neighbours;
    this.export = export;
    this.nanos = nanos;
  }

  /**
   * @return from where; empty when the local manager was the home already
   */
  record Move(Association association, Optional<String> from) {}

  Move move(ConsumerId consumer) throws InterruptedException {
    long start = nanos.getAsLong();
    while (true) {
      Association now = bound(consumer);
      if (now.home().equals(local.name())) {
        return new Move(now, Optional.empty());
      }
      if (neighbours.holds(local.name(), now)) {
        Optional<Association> moved = move(now);
        if (moved.isPresent()) {
          return new Move(moved.get(), Optional.of(now.home()));
        }
      }
      giveUpWhenLate(now, start);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private Association bound(ConsumerId consumer) {
    return tables
        .associations()
        .standing(consumer)
        .filter(standing -> standing.state() == AssociationState.BOUND)
        .map(Standing::association)
        .orElseThrow(() -> new RegistrationException(consumer + " is not bound, so cannot move"));
  }

  private Optional<Association> move(Association proven) {
    try {
      return tables.claims().move(proven, local, export);
    } catch (ManagerFullException e) {
      throw new RegistrationException(proven.consumer() + " cannot move here", e);
    } catch (AuthorityException e) {
      throw new RegistrationException("moving " + proven.consumer() + " failed", e);
    }
  }

  private void giveUpWhenLate(Association now, long start) {
    Duration waited = Duration.ofNanos(nanos.getAsLong() - start);
    if (waited.compareTo(patience) >= 0) {
      throw new RegistrationException(
          now.consumer()
              + " cannot move from '"
              + now.home()
              + "': manager '"
              + local.name()
              + "' was not proven to hold version "
              + now.version()
              + " within "
              + waited.toMillis()
              + " ms; see berth.stock.wait");
    }
  }
}
