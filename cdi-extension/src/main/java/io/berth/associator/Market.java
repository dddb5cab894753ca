package io.berth.associator;

import io.berth.model.ResourceManager;
import io.berth.store.Kind;
import io.berth.store.Tables;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the managers offer, and in which order they are asked. Nobody is sent to a manager that is
 * drained or gone, whatever its stock.
 */
final class Market {
  private final Tables tables;
  private final ResourceManager local;
  private final Predicate<String> accepts;
  private final Placement placement;

  /**
   * @param accepts whether a manager has a node that takes consumers
   */
  Market(Tables tables, ResourceManager local, Predicate<String> accepts, Placement placement) {
    this.tables = tables;
    this.local = local;
    this.accepts = accepts;
    this.placement = placement;
  }

  /** Not while it is drained: whoever comes then may be known already, and is looked up first. */
  boolean isLocalFirst(Requirements needs) {
    return accepts(local.name()) && placement.isLocalFirst(needs, local);
  }

  /** Asked again just before each claim: what was offered may be drained by now. */
  boolean accepts(String manager) {
    return accepts.test(manager);
  }

  /** The name came with a form, so it may be anything. */
  boolean isThere(String manager) {
    return accepts(manager)
        && (manager.equals(local.name())
            || tables.managers().all().stream().anyMatch(each -> each.name().equals(manager)));
  }

  /**
   * @return who is asked, best first; the local manager by itself where there is no other
   * @throws RegistrationException when the placement failed
   */
  List<String> order(Requirements needs, List<Kind> kinds) {
    Map<ResourceManager, Integer> rooms = tables.managers().rooms();
    rooms.keySet().removeIf(each -> !accepts(each.name()));
    if (rooms.keySet().stream().allMatch(each -> each.name().equals(local.name()))) {
      return rooms.keySet().stream().map(ResourceManager::name).toList();
    }
    Map<String, Map<String, Integer>> free = tables.stock().free(kinds::contains);
    List<Offer> offers =
        rooms.entrySet().stream()
            .map(each -> offer(each.getKey(), each.getValue(), free, needs))
            .toList();
    return place(needs, offers);
  }

  private static Offer offer(
      ResourceManager manager,
      int room,
      Map<String, Map<String, Integer>> free,
      Requirements needs) {
    Map<String, Integer> stock = free.getOrDefault(manager.name(), Map.of());
    int bundles =
        needs.types().stream().mapToInt(type -> stock.getOrDefault(type, 0)).min().orElse(0);
    return new Offer(manager, bundles, room);
  }

  private List<String> place(Requirements needs, List<Offer> offers) {
    List<String> order;
    try {
      order = List.copyOf(placement.order(needs, local, offers));
    } catch (RuntimeException e) {
      throw new RegistrationException("placement among " + offers + " failed", e);
    }
    List<String> names = offers.stream().map(Offer::name).toList();
    if (!names.containsAll(order)) {
      throw new RegistrationException(
          "placement chose " + order + ", but only " + names + " take consumers");
    }
    return order;
  }
}
