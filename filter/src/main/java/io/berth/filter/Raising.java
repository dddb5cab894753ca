package io.berth.filter;

import io.berth.mapping.OncePerMinute;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Raises a consumer's version after a write, by whoever has the authority. Thread-safe. */
final class Raising {
  private static final Logger LOG = Logger.getLogger(Raising.class);

  private final OncePerMinute line = new OncePerMinute(System::nanoTime);
  private volatile Optional<Function<ConsumerId, Association>> raiser = Optional.empty();

  void by(Function<ConsumerId, Association> raise) {
    raiser = Optional.of(raise);
  }

  /** The record at its new version; empty when it could not be raised. The write has happened. */
  Optional<Association> raise(ConsumerId consumer) {
    Optional<Function<ConsumerId, Association>> raise = raiser;
    if (raise.isEmpty() && line.mayPass()) {
      LOG.warnf(
          "BERTH-120 this node has no control plane, so nothing is raised after a write; see %s",
          FilterSettings.READ_YOUR_WRITES.name());
    }
    try {
      return raise.map(each -> each.apply(consumer));
    } catch (RuntimeException e) {
      if (line.mayPass()) {
        LOG.warnf(
            e,
            "BERTH-121 %s has written, and its version could not be raised: other managers may"
                + " show what was there before, until its data changes again or arrives",
            consumer);
      }
      return Optional.empty();
    }
  }
}
