package io.berth.associator;

import io.berth.model.ResourceManager;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Chooses managers. Pure: the same needs and offers give the same answer. */
final class Placement {
  private Placement() {}

  /** Whether the local manager is where the consumer wants to be, so that nobody else is asked. */
  static boolean isLocalWanted(ResourceManager local, Requirements requirements) {
    return requirements.location().isEmpty() || requirements.location().equals(local.location());
  }

  /** What every manager offers for one sign-up, from its ready stock: manager, type, count. */
  static List<Offer> offers(
      Collection<ResourceManager> managers,
      Map<String, Map<String, Integer>> free,
      Requirements requirements) {
    return managers.stream()
        .map(
            manager -> {
              Map<String, Integer> stock = free.getOrDefault(manager.name(), Map.of());
              int bundles =
                  requirements.types().stream()
                      .mapToInt(type -> stock.getOrDefault(type, 0))
                      .min()
                      .orElse(0);
              return new Offer(manager, bundles);
            })
        .toList();
  }

  /**
   * The managers other than the local one that have stock, best first: those in the wanted
   * location, then those near this node, then the others; among equals who has most, then by name.
   */
  static List<String> elsewhere(
      ResourceManager local, Requirements requirements, Collection<Offer> offers) {
    return offers.stream()
        .filter(offer -> offer.bundles() > 0 && !offer.manager().name().equals(local.name()))
        .sorted(
            Comparator.comparingInt((Offer offer) -> distance(offer, local, requirements))
                .thenComparing(Comparator.comparingInt(Offer::bundles).reversed())
                .thenComparing(offer -> offer.manager().name()))
        .map(offer -> offer.manager().name())
        .toList();
  }

  /** Only the wanted location is asked for; who is somewhere else does not count as near. */
  static List<String> inWantedLocation(
      ResourceManager local, Requirements requirements, Collection<Offer> offers) {
    return elsewhere(
        local,
        requirements,
        offers.stream()
            .filter(offer -> offer.manager().location().equals(requirements.location()))
            .toList());
  }

  private static int distance(Offer offer, ResourceManager local, Requirements requirements) {
    String location = offer.manager().location();
    if (!requirements.location().isEmpty() && location.equals(requirements.location())) {
      return 0;
    }
    return location.equals(local.location()) ? 1 : 2;
  }
}
