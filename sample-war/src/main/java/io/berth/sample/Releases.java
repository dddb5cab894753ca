package io.berth.sample;

import io.berth.associator.ConsumerRegistered;
import io.berth.model.ConsumerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When consumers were released: Berth tells the node at which the last proof came in. Remembered
 * for the newest few thousand, to be shown.
 */
@ApplicationScoped
class Releases {
  private static final int MOST = 5_000;

  private final Map<ConsumerId, Instant> newest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConsumerId, Instant> eldest) {
          return size() > MOST;
        }
      };

  @Inject Workspaces workspaces;

  /** The first release counts: a later write is released anew. */
  synchronized void released(@Observes ConsumerRegistered event) {
    newest.putIfAbsent(event.association().consumer(), workspaces.clock().instant());
  }

  /** Empty for a consumer who is not released yet, or was at another node. */
  synchronized Optional<Instant> of(ConsumerId consumer) {
    return Optional.ofNullable(newest.get(consumer));
  }
}
