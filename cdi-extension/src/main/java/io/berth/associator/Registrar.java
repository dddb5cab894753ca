package io.berth.associator;

import io.berth.allocator.StockKeeper;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.store.AuthorityException;
import io.berth.store.FencedException;
import io.berth.store.Parcel;
import io.berth.store.Tables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** A sign-up, step by step (DESIGN 4). Each step leaves nothing that the sweeper cannot end. */
public final class Registrar implements Associator {
  private static final Logger LOG = Logger.getLogger(Registrar.class);
  private final Tables tables;
  private final Claimant claimant;
  private final StockKeeper stock;
  private final Function<Association, Optional<Parcel>> export;
  private final Afterwards afterwards;
  private final PositionStamp stamp;

  /**
   * @param export the consumer's data for the other managers; empty when nobody replicates
   * @param reachable whether a manager has a node that accepts requests at this moment
   * @param nanos a monotonic clock
   */
  public Registrar(
      Tables tables,
      StockKeeper stock,
      Predicate<String> reachable,
      Function<Association, Optional<Parcel>> export,
      Afterwards afterwards,
      LongSupplier nanos) {
    this.tables = tables;
    this.claimant =
        new Claimant(tables, new StockChoice(tables, stock, reachable, nanos), stock, nanos);
    this.stock = stock;
    this.export = export;
    this.afterwards = afterwards;
    this.stamp = new PositionStamp(tables.associations(), afterwards);
  }

  @Override
  public Association register(ConsumerId consumer, Requirements requirements, Enrolment enrolment) {
    requirements.types().forEach(stock::provisioner); // an unknown type is refused here
    Outcome outcome = claim(consumer, requirements);
    if (outcome instanceof Outcome.Mine mine) {
      return complete(mine.association(), enrolment);
    }
    afterwards.publish(outcome.association());
    if (outcome instanceof Outcome.Elsewhere) {
      afterwards.identify(outcome.association());
    }
    return outcome.association();
  }

  @Override
  public Optional<Association> locate(ConsumerId consumer) {
    return tables.associations().find(consumer).filter(found -> !found.tombstone());
  }

  private Outcome claim(ConsumerId consumer, Requirements requirements) {
    try {
      return claimant.claim(consumer, requirements);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistrationException("the registration of " + consumer + " was interrupted", e);
    } catch (AuthorityException | FencedException e) {
      throw new RegistrationException("the claim for " + consumer + " failed", e);
    }
  }

  private Association complete(Association claimed, Enrolment enrolment) {
    Association bound = as(Availability.BOUND, claimed);
    boolean registered;
    try {
      personalise(claimed);
      enrolment.enrol(bound);
      registered = bind(bound);
    } catch (RuntimeException | Error e) {
      abandon(claimed, e);
      throw e;
    }
    return follow(bound, registered);
  }

  private void personalise(Association claimed) {
    for (Resource resource : claimed.resources()) {
      try {
        stock.provisioner(resource.type()).personalise(resource, claimed.consumer());
      } catch (RuntimeException e) {
        throw new RegistrationException(
            resource.type()
                + " '"
                + resource.name()
                + "' could not be made "
                + claimed.consumer()
                + "'s",
            e);
      }
    }
  }

  private boolean bind(Association bound) {
    Optional<Parcel> parcel;
    try {
      parcel = export.apply(bound);
    } catch (RuntimeException e) {
      throw new RegistrationException("the export of " + bound.consumer() + " failed", e);
    }
    try {
      return tables.claims().bind(bound, parcel);
    } catch (AuthorityException | FencedException e) {
      throw new RegistrationException("binding " + bound.consumer() + " failed", e);
    }
  }

  /** Changes nothing when the binding has been committed after all. */
  private void abandon(Association claimed, Throwable cause) {
    try {
      tables.claims().abandon(claimed);
      if (claimed.version() > 1) {
        tables.associations().find(claimed.consumer()).ifPresent(afterwards::publish);
      }
    } catch (AuthorityException e) {
      cause.addSuppressed(e);
      LOG.warnf(
          "BERTH-310 the failed registration of %s could not be given back: %s; the sweeper does"
              + " when the claim's lease has ended",
          claimed.consumer(), e.getMessage());
    }
  }

  /** What follows the commit; the position is taken after it, never before (LESSONS 59). */
  private Association follow(Association bound, boolean registered) {
    Association placed = stamp.stamp(bound);
    afterwards.publish(placed);
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
