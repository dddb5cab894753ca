package io.berth.associator;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.reverseOrder;

import io.berth.model.ResourceManager;
import java.util.List;

/** {@link Placement#nearest}. */
final class Nearest implements Placement {
  @Override
  public boolean isLocalFirst(Requirements needs, ResourceManager local) {
    return needs.location().isEmpty() || needs.location().equals(local.location());
  }

  @Override
  public List<String> order(Requirements needs, ResourceManager local, List<Offer> offers) {
    return offers.stream()
        .filter(offer -> isLocal(offer, local) || offer.bundles() > 0)
        .sorted(
            comparingInt((Offer offer) -> distance(offer, needs, local))
                .thenComparing(offer -> offer.bundles() == 0)
                .thenComparing(offer -> !isLocal(offer, local))
                .thenComparing(Offer::bundles, reverseOrder())
                .thenComparing(Offer::room, reverseOrder())
                .thenComparing(comparing(Offer::name)))
        .map(Offer::name)
        .toList();
  }

  private static boolean isLocal(Offer offer, ResourceManager local) {
    return offer.name().equals(local.name());
  }

  private static int distance(Offer offer, Requirements needs, ResourceManager local) {
    String location = offer.manager().location();
    String wanted = needs.location().isEmpty() ? local.location() : needs.location();
    if (location.equals(wanted)) {
      return 0;
    }
    return location.equals(local.location()) ? 1 : 2;
  }
}
