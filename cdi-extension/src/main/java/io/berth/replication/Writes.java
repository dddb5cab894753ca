package io.berth.replication;

import io.berth.associator.Afterwards;
import io.berth.associator.PositionStamp;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.Optional;

/** Raises a consumer's version after a write at its home. */
public final class Writes implements Replication {
  private final Tables tables;
  private final String local;
  private final Exporter exporter;
  private final Arrivals arrivals;
  private final Afterwards afterwards;
  private final PositionStamp stamp;

  /**
   * @param local this node's manager
   */
  public Writes(
      Tables tables, String local, Exporter exporter, Arrivals arrivals, Afterwards afterwards) {
    this.tables = tables;
    this.local = local;
    this.exporter = exporter;
    this.arrivals = arrivals;
    this.afterwards = afterwards;
    this.stamp = new PositionStamp(tables.associations(), afterwards);
  }

  @Override
  public Association wrote(ConsumerId consumer) {
    return follow(consumer, tables.versions().raise(consumer, local, exporter));
  }

  @Override
  public Association write(ConsumerId consumer, Runnable write) {
    return follow(consumer, tables.versions().write(consumer, local, write, exporter));
  }

  @Override
  public Optional<Association> acknowledge(ConsumerId consumer, long version) {
    return arrivals.acknowledge(consumer, version);
  }

  @Override
  public boolean await(ConsumerId consumer, Duration patience) throws InterruptedException {
    return arrivals.await(consumer, patience);
  }

  private Association follow(ConsumerId consumer, Optional<Association> changed) {
    Association raised =
        changed.orElseThrow(
            () ->
                new IllegalStateException(
                    "manager '"
                        + local
                        + "' is not the home of "
                        + consumer
                        + ", so it does not write its data"));
    Association placed = stamp.stamp(raised);
    afterwards.publish(placed);
    afterwards.renew(placed);
    return placed;
  }
}
