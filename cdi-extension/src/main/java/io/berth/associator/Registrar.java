package io.berth.associator;

import io.berth.allocator.StockKeeper;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.store.AccountRows;
import io.berth.store.AuthorityException;
import io.berth.store.FencedException;
import io.berth.store.JoinedBinder;
import io.berth.store.Kind;
import io.berth.store.Parcel;
import io.berth.store.Tables;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** A sign-up, step by step (DESIGN 4). Each step leaves nothing that the sweeper cannot end. */
public final class Registrar implements Associator {
  private static final int ID_BYTES = 16;
  private final SecureRandom random = new SecureRandom();
  private final Tables tables;
  private final StockChoice choice;
  private final Claimant claimant;
  private final Mover mover;
  private final StockKeeper stock;
  private final Function<Association, Optional<Parcel>> export;
  private final Afterwards afterwards;
  private final PositionStamp stamp;
  private final SignUps signUps;
  private final Completion completion;

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
    this(
        tables,
        stock,
        Neighbours.acknowledging(reachable),
        Placement.nearest(),
        export,
        afterwards,
        nanos);
  }

  /** The same where the other managers' proofs are known, with a placement of its own. */
  public Registrar(
      Tables tables,
      StockKeeper stock,
      Neighbours neighbours,
      Placement placement,
      Function<Association, Optional<Parcel>> export,
      Afterwards afterwards,
      LongSupplier nanos) {
    this.tables = tables;
    Market market = new Market(tables, stock.manager(), neighbours::accepts, placement);
    this.choice = new StockChoice(tables, stock, market, nanos);
    this.claimant = new Claimant(tables, choice, stock, neighbours, nanos);
    this.mover =
        new Mover(tables, stock.manager(), stock.settings().stockWait(), neighbours, export, nanos);
    this.stock = stock;
    this.export = export;
    this.afterwards = afterwards;
    this.signUps = new SignUps(nanos);
    this.stamp = new PositionStamp(tables.associations(), afterwards);
    this.completion = new Completion(tables, stock, export, afterwards, stamp, signUps);
  }

  @Override
  public Association register(ConsumerId consumer, Requirements requirements, Enrolment enrolment) {
    return register(
        consumer,
        requirements,
        (binder, bound, parcel) -> {
          enrolment.enrol(bound);
          return binder.bind(bound, parcel.get());
        });
  }

  @Override
  public Association registerWith(
      ConsumerId consumer, Requirements requirements, AccountRows rows) {
    return register(
        consumer,
        requirements,
        (binder, bound, parcel) -> binder.bind(bound, Optional.empty(), rows));
  }

  /** The MXBean of the sign-ups that come here. */
  public void describe(StockKeeper.Beans add) {
    add.add("SignUps", stock.manager().name(), signUps);
  }

  private Association register(
      ConsumerId consumer, Requirements requirements, Completion.Binding binding) {
    return signUps.count(() -> tryToRegister(consumer, requirements, binding));
  }

  private Association tryToRegister(
      ConsumerId consumer, Requirements requirements, Completion.Binding binding) {
    choice.kinds(requirements); // an unknown type or variant is refused here
    Optional<JoinedBinder> joined = tables.claims().joined();
    Optional<Association> bound = joined.flatMap(each -> each.bound(consumer));
    if (bound.isPresent()) {
      return bound.get();
    }
    joined.ifPresent(each -> refuseWhenDoomed(consumer, each));
    Outcome outcome = claim(consumer, requirements);
    signUps.found(outcome);
    if (outcome instanceof Outcome.Mine mine) {
      return joined.isPresent()
          ? completion.complete(mine.association(), binding, joined.get())
          : completion.complete(mine.association(), binding);
    }
    afterwards.publish(outcome.association());
    if (outcome instanceof Outcome.Elsewhere) {
      afterwards.identify(outcome.association());
    }
    return outcome.association();
  }

  @Override
  public Optional<Hold> hold(Requirements requirements) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    Hold hold =
        new Hold(
            stock.manager().name(),
            Base64.getUrlEncoder().withoutPadding().encodeToString(id),
            stock.settings().limits().holdLease());
    Map<Kind, Integer> kinds = new LinkedHashMap<>();
    choice.kinds(requirements).forEach(kind -> kinds.put(kind, stock.floor(kind)));
    return tables.holds().hold(hold.manager(), kinds, hold.id(), hold.lease())
        ? Optional.of(hold)
        : Optional.empty();
  }

  @Override
  public void giveBack(String hold) {
    Hold.read(hold).ifPresent(each -> tables.holds().giveBack(each.id()));
  }

  @Override
  public Optional<Association> release(ConsumerId consumer) {
    Optional<Association> gone = tables.claims().release(consumer, stock.manager().name(), export);
    if (gone.isEmpty()) {
      refuseWhenElsewhere(consumer);
    }
    Optional<Association> placed = gone.map(stamp::stamp);
    placed.ifPresent(
        tombstone -> {
          afterwards.publish(tombstone);
          afterwards.tell(new ConsumerGone(tombstone));
        });
    return placed;
  }

  private void refuseWhenElsewhere(ConsumerId consumer) {
    Optional<String> home = locate(consumer).map(Association::home);
    if (home.filter(each -> !each.equals(stock.manager().name())).isPresent()) {
      throw new IllegalStateException(
          "manager '"
              + stock.manager().name()
              + "' is not the home of "
              + consumer
              + ", so it does not release it");
    }
  }

  @Override
  public Association move(ConsumerId consumer) {
    Mover.Move move;
    try {
      move = mover.move(consumer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistrationException("moving " + consumer + " was interrupted", e);
    }
    if (move.from().isEmpty()) {
      return move.association();
    }
    Association placed = stamp.stamp(move.association());
    afterwards.publish(placed);
    afterwards.renew(placed);
    afterwards.tell(new ConsumerMoved(placed, move.from().get()));
    return placed;
  }

  @Override
  public Optional<Association> locate(ConsumerId consumer) {
    return tables.associations().find(consumer).filter(found -> !found.tombstone());
  }

  @Override
  public Optional<Duration> sinceSignUp(ConsumerId consumer) {
    return tables.associations().sinceSignUp(consumer);
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

  private static void refuseWhenDoomed(ConsumerId consumer, JoinedBinder joined) {
    if (!joined.canCommit()) {
      throw new RegistrationException(
          consumer + " is not registered: the application's transaction can only be rolled back");
    }
  }
}
