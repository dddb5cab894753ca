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
    return replicator.map(each -> new Parcel(content(each, association), delay));
  }

  /** Of who is gone, nothing is left to carry but that. */
  private static byte[] content(ConsumerReplicator replicator, Association association) {
    return association.tombstone() ? new byte[0] : replicator.export(association);
  }
}
