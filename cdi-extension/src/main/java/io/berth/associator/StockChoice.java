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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Claims at the manager that suits best: the local one from stock; when it is empty, from what is
 * made now; and when nothing can be made, another manager that has stock.
 */
final class StockChoice {
  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
  private final Tables tables;
  private final ResourceManager local;
  private final AllocatorSettings settings;
  private final StockKeeper stock;
  private final Predicate<String> reachable;
  private final LongSupplier nanos;

  /**
   * @param reachable whether a manager has a node that accepts requests
   */
  StockChoice(Tables tables, StockKeeper stock, Predicate<String> reachable, LongSupplier nanos) {
    this.tables = tables;
    this.local = stock.manager();
    this.settings = stock.settings();
    this.stock = stock;
    this.reachable = reachable;
    this.nanos = nanos;
  }

  /**
   * @param former what is taken over; empty for a consumer nobody knows
   * @return granted or taken, never out of stock
   */
  Claim claim(ConsumerId consumer, Requirements needs, Optional<Association> former)
      throws InterruptedException {
    Wish wish = new Wish(consumer, needs, kinds(needs), former);
    Claim held = claimHeld(wish);
    if (!(held instanceof Claim.OutOfStock)) {
      return held;
    }
    if (!Placement.isLocalWanted(local, needs)) {
      Claim there = tryEach(wish, Placement.inWantedLocation(local, needs, offers(wish)));
      if (!(there instanceof Claim.OutOfStock)) {
        return there;
      }
    }
    Claim here = claimAt(wish, local.name());
    if (!(here instanceof Claim.OutOfStock empty)) {
      return here;
    }
    Shortage shortage = new Shortage(empty.type(), SHORTEST_RETRY);
    Claim made = claimWhenMade(wish, shortage);
    if (!(made instanceof Claim.OutOfStock)) {
      return made;
    }
    Claim elsewhere = tryEach(wish, Placement.elsewhere(local, needs, offers(wish)));
    if (!(elsewhere instanceof Claim.OutOfStock)) {
      return elsewhere;
    }
    throw shortage.exception(local.name(), settings.stockWait());
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
    return manager.equals(local.name()) || isThere(manager)
        ? claimAt(wish, manager, hold.get().id())
        : none;
  }

  /** The name came with a form, so it may be anything. */
  private boolean isThere(String manager) {
    return tables.managers().all().stream().anyMatch(each -> each.name().equals(manager))
        && reachable.test(manager);
  }

  /** Nobody is sent to a manager that is drained or gone, whatever its stock. */
  private Collection<Offer> offers(Wish wish) {
    List<ResourceManager> there =
        tables.managers().all().stream().filter(each -> reachable.test(each.name())).toList();
    return Placement.offers(there, tables.stock().free(wish.kinds()::contains), wish.needs());
  }

  /** The first manager that still has stock when it is asked. */
  private Claim tryEach(Wish wish, List<String> managers) {
    Claim last = new Claim.OutOfStock(wish.needs().types().get(0));
    for (String manager : managers) {
      last = claimAt(wish, manager);
      if (!(last instanceof Claim.OutOfStock)) {
        return last;
      }
    }
    return last;
  }

  private Claim claimAt(Wish wish, String manager) {
    return claimAt(wish, manager, "");
  }

  private Claim claimAt(Wish wish, String manager, String hold) {
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
