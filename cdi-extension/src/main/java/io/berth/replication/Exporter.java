package io.berth.replication;

import io.berth.model.Association;
import io.berth.store.Parcel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Packs a consumer's data for the other managers, if the application has a replicator. */
public record Exporter(Optional<ConsumerReplicator> replicator, Duration delay)
    implements Function<Association, Optional<Parcel>> {
  @Override
  public Optional<Parcel> apply(Association association) {
    return replicator.map(each -> new Parcel(each.export(association), delay));
  }
}
