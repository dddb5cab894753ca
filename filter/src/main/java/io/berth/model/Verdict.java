package io.berth.model;

import java.util.Optional;
import java.util.Set;

/**
 * What the identifier finds of a request: whose it is, and whether that consumer is registering or
 * registered (claim 1b).
 */
public sealed interface Verdict {
  /** The association of the consumer, if there is one. */
  default Optional<Association> known() {
    if (this instanceof Registering registering) {
      return Optional.of(registering.association());
    }
    return this instanceof Registered registered
        ? Optional.of(registered.association())
        : Optional.empty();
  }

  /** Nobody the cluster knows of. */
  record Anonymous() implements Verdict {}

  /**
   * The consumer's data is not yet proven to be on every manager in scope.
   *
   * @param association the newest record known here
   * @param holders the managers that are proven to hold the data; the home is always one
   */
  record Registering(Association association, Set<String> holders) implements Verdict {
    public Registering {
      holders = Set.copyOf(holders);
    }
  }

  /** Every manager in scope is proven to hold the consumer's data. */
  record Registered(Association association) implements Verdict {}
}
