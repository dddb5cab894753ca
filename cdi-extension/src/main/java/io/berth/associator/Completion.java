package io.berth.associator;

import io.berth.allocator.StockKeeper;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.Resource;
import io.berth.store.AuthorityException;
import io.berth.store.Binder;
import io.berth.store.FencedException;
import io.berth.store.JoinedBinder;
import io.berth.store.JoinedBinder.End;
import io.berth.store.Parcel;
import io.berth.store.Tables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Makes of a claim a bound consumer, or gives it back. */
final class Completion {
  private static final Logger LOG = Logger.getLogger(Completion.class);
  private final Tables tables;
  private final StockKeeper stock;
  private final Function<Association, Optional<Parcel>> export;
  private final Afterwards afterwards;
  private final PositionStamp stamp;
  private final SignUps signUps;

  /**
   * @param export the consumer's data for the other managers; empty when nobody replicates
   */
  Completion(
      Tables tables,
      StockKeeper stock,
      Function<Association, Optional<Parcel>> export,
      Afterwards afterwards,
      PositionStamp stamp,
      SignUps signUps) {
    this.tables = tables;
    this.stock = stock;
    this.export = export;
    this.afterwards = afterwards;
    this.stamp = stamp;
    this.signUps = signUps;
  }

  /** How a claim is bound; the parcel is made when it is asked for. */
  @FunctionalInterface
  interface Binding {
    boolean bind(Binder binder, Association bound, Supplier<Optional<Parcel>> parcel);
  }

  /** In a transaction of Berth's own. */
  Association complete(Association claimed, Binding binding) {
    Association bound = as(Availability.BOUND, claimed);
    boolean registered;
    try {
      personalise(claimed);
      registered = bind(tables.claims(), bound, binding);
    } catch (RuntimeException | Error e) {
      abandon(claimed).ifPresent(e::addSuppressed);
      throw e;
    }
    return follow(bound, registered);
  }

  /**
   * In the application's transaction, which decides: what follows the commit waits for it. What was
   * claimed is given back when it has ended otherwise, and not before: its locks may be on it.
   *
   * @return what will be bound, without a position
   */
  Association complete(Association claimed, Binding binding, JoinedBinder joined) {
    Association bound = as(Availability.BOUND, claimed);
    Settlement settlement = new Settlement(claimed);
    try {
      joined.whenEnded(settlement::end);
      personalise(claimed);
      boolean registered = bind(joined, bound, binding);
      settlement.whenCommitted = Optional.of(() -> follow(bound, registered));
      return bound;
    } catch (RuntimeException | Error e) {
      if (joined.canCommit()) { // then nothing of this claim is in it
        abandon(claimed).ifPresent(e::addSuppressed);
      }
      throw e;
    }
  }

  /** What becomes of a claim when the application's transaction has ended. */
  private final class Settlement {
    private final Association claimed;
    private volatile Optional<Runnable> whenCommitted = Optional.empty();

    Settlement(Association claimed) {
      this.claimed = claimed;
    }

    void end(End end) {
      if (end == End.UNKNOWN) {
        return; // the lease ends it, unless it was bound
      }
      Optional<Runnable> follow = end == End.COMMITTED ? whenCommitted : Optional.empty();
      follow.ifPresentOrElse(Runnable::run, this::undo);
    }

    private void undo() {
      abandon(claimed);
      whenCommitted.ifPresent(never -> signUps.undone());
    }
  }

  private void personalise(Association claimed) {
    try {
      stock.personalise(claimed.resources(), claimed.consumer());
    } catch (IllegalStateException e) {
      throw new RegistrationException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistrationException(
          "the registration of " + claimed.consumer() + " was interrupted", e);
    }
  }

  private boolean bind(Binder binder, Association bound, Binding binding) {
    try {
      return binding.bind(binder, bound, () -> export(bound));
    } catch (AuthorityException | FencedException e) {
      throw new RegistrationException("binding " + bound.consumer() + " failed", e);
    }
  }

  private Optional<Parcel> export(Association bound) {
    try {
      return export.apply(bound);
    } catch (RuntimeException e) {
      throw new RegistrationException("the export of " + bound.consumer() + " failed", e);
    }
  }

  /** Changes nothing when the binding has been committed after all; why it could not be done. */
  private Optional<AuthorityException> abandon(Association claimed) {
    try {
      tables.claims().abandon(claimed);
      if (claimed.version() > 1) {
        tables.associations().find(claimed.consumer()).ifPresent(afterwards::publish);
      }
      return Optional.empty();
    } catch (AuthorityException e) {
      LOG.warnf(
          "BERTH-310 the failed registration of %s could not be given back: %s; the sweeper does"
              + " when the claim's lease has ended",
          claimed.consumer(), e.getMessage());
      return Optional.of(e);
    }
  }

  /** What follows the commit; the position is taken after it, never before (LESSONS 59). */
  private Association follow(Association bound, boolean registered) {
    signUps.registered();
    Association placed = stamp.stamp(bound);
    if (placed.version() == 1) {
      afterwards.publishFirst(placed);
    } else {
      afterwards.publish(placed);
    }
    afterwards.identify(placed);
    afterwards.tell(new ConsumerRegistering(placed));
    if (registered) {
      afterwards.tell(new ConsumerRegistered(placed)); // there is no other manager
    }
    return placed;
  }

  private static Association as(Availability availability, Association claimed) {
    List<Resource> resources =
        claimed.resources().stream().map(each -> each.as(availability)).toList();
    return new Association(
        claimed.consumer(),
        claimed.home(),
        resources,
        claimed.version(),
        claimed.epoch(),
        claimed.position(),
        Set.of(),
        false);
  }
}
