package io.berth.associator;

import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.Expectation;
import io.berth.allocator.StockKeeper;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.store.Ask;
import io.berth.store.Claim;
import io.berth.store.Kind;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Claims at the manager that suits best: the local one from stock, where placement says so without
 * asking; else in the order of the placement, the local one from what is made now.
 */
final class StockChoice {
  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
  private final Tables tables;
  private final ResourceManager local;
  private final AllocatorSettings settings;
  private final StockKeeper stock;
  private final Market market;
  private final LongSupplier nanos;

  StockChoice(Tables tables, StockKeeper stock, Market market, LongSupplier nanos) {
    this.tables = tables;
    this.local = stock.manager();
    this.settings = stock.settings();
    this.stock = stock;
    this.market = market;
    this.nanos = nanos;
  }

  /** Whether a claim here comes before anybody is asked anything. */
  boolean isLocalFirst(Requirements needs) {
    return market.isLocalFirst(needs);
  }

  /**
   * @param former what is taken over; empty for a consumer nobody knows
   * @return granted or taken, never out of stock
   */
  Claim claim(ConsumerId consumer, Requirements needs, Optional<Association> former)
      throws InterruptedException {
    Wish wish = new Wish(consumer, needs, kinds(needs), former);
    Claim claim = claimHeld(wish);
    if (claim instanceof Claim.OutOfStock && isLocalFirst(needs)) {
      claim = claimAt(wish, local.name());
    }
    return claim instanceof Claim.OutOfStock empty ? claimInOrder(wish, empty) : claim;
  }

  /** The first manager that still has stock when it is asked, or makes it. */
  private Claim claimInOrder(Wish wish, Claim.OutOfStock empty) throws InterruptedException {
    Shortage shortage = new Shortage(empty.type(), SHORTEST_RETRY);
    for (String manager : market.order(wish.needs(), wish.kinds())) {
      Claim claim =
          manager.equals(local.name()) ? claimHere(wish, shortage) : claimAt(wish, manager);
      if (!(claim instanceof Claim.OutOfStock)) {
        return claim;
      }
    }
    throw shortage.exception(local.name(), settings.stockWait());
  }

  private Claim claimHere(Wish wish, Shortage shortage) throws InterruptedException {
    if (!isLocalFirst(wish.needs())) { // else that was tried already
      Claim claim = claimAt(wish, local.name());
      if (!(claim instanceof Claim.OutOfStock empty)) {
        return claim;
      }
      shortage.lacks(empty.type());
    }
    return claimWhenMade(wish, shortage);
  }

  private record Wish(
      ConsumerId consumer, Requirements needs, List<Kind> kinds, Optional<Association> former) {
    Kind kind(String type) {
      return kinds.stream().filter(each -> each.type().equals(type)).findFirst().orElseThrow();
    }
  }

  List<Kind> kinds(Requirements needs) {
    return needs.types().stream().map(type -> stock.kind(type, needs.attributes())).toList();
  }

  /** What was held when the form was shown, wherever that was. */
  private Claim claimHeld(Wish wish) {
    Claim none = new Claim.OutOfStock(wish.needs().types().get(0));
    Optional<Hold> hold = Hold.read(wish.needs().hold());
    if (hold.isEmpty()) {
      return none;
    }
    String manager = hold.get().manager();
    return market.isThere(manager) ? claimAt(wish, manager, hold.get().id()) : none;
  }

  private Claim claimAt(Wish wish, String manager) {
    return claimAt(wish, manager, "");
  }

  private Claim claimAt(Wish wish, String manager, String hold) {
    if (!market.accepts(manager)) {
      return new Claim.OutOfStock(wish.needs().types().get(0));
    }
    Ask ask =
        new Ask(
            wish.consumer(),
            manager,
            wish.kinds(),
            settings.claimLease(),
            manager.equals(local.name()),
            hold);
    return wish.former().isPresent()
        ? tables.claims().takeOver(wish.former().get(), ask)
        : tables.claims().claim(ask);
  }

  /** Waits for stock to be made, at most {@code berth.stock.wait}, and for each lacking type. */
  private Claim claimWhenMade(Wish wish, Shortage shortage) throws InterruptedException {
    long end = nanos.getAsLong() + settings.stockWait().toNanos();
    Claim claim = new Claim.OutOfStock(shortage.type());
    while (claim instanceof Claim.OutOfStock empty && nanos.getAsLong() < end) {
      shortage.lacks(empty.type());
      try (Expectation expectation = stock.expect(wish.kind(empty.type()))) {
        claim = claimWhenMade(wish, expectation, end, shortage);
      }
      if (shortage.isHopeless()) {
        return claim;
      }
    }
    return claim;
  }

  private Claim claimWhenMade(Wish wish, Expectation expectation, long end, Shortage shortage)
      throws InterruptedException {
    Claim claim = new Claim.OutOfStock(shortage.type());
    while (claim.equals(new Claim.OutOfStock(shortage.type()))) {
      Duration left = Duration.ofNanos(end - nanos.getAsLong());
      if (left.isNegative() || left.isZero() || shortage.noteHope(expectation)) {
        return claim;
      }
      expectation.await(left);
      claim = claimAt(wish, local.name());
    }
    return claim;
  }
}
