package io.berth.replication;

import io.berth.background.Background;
import io.berth.background.Complaint;
import io.berth.model.Position;
import io.berth.model.Watermark;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Asks the probe how far this manager has applied each other home's log, and reports it: a handful
 * of numbers, however many consumers there are.
 */
public final class ProbeReporter implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ProbeReporter.class);
  private final ReplicationProbe probe;
  private final String local;
  private final Supplier<Collection<String>> homes;
  private final Consumer<Watermark> report;
  private final Map<String, Position> reported = new HashMap<>();
  private final Map<String, Complaint> complaints = new HashMap<>();
  private final Background background = new Background("berth-probe", LOG);

  /**
   * @param local this node's manager
   * @param homes the other managers at this moment
   */
  public ProbeReporter(
      ReplicationProbe probe,
      String local,
      Supplier<Collection<String>> homes,
      Consumer<Watermark> report) {
    this.probe = probe;
    this.local = local;
    this.homes = homes;
    this.report = report;
  }

  public void start(Duration interval) {
    background.every(
        interval.toMillis(), "BERTH-324 the replication probe cannot be asked", this::look);
  }

  /** A home that the probe cannot speak of keeps it from no other. */
  private void look() throws InterruptedException {
    for (String home : homes.get()) {
      if (!home.equals(local)) {
        complaints
            .computeIfAbsent(home, ProbeReporter::complaint)
            .guard(() -> tell(home, probe.applied(home)));
      }
    }
  }

  private static Complaint complaint(String home) {
    return new Complaint(
        LOG, "BERTH-324 the replication probe failed for home '" + home + "': nothing is proven");
  }

  private void tell(String home, Position applied) {
    if (!applied.stores().isEmpty() && !applied.equals(reported.put(home, applied))) {
      report.accept(new Watermark(local, home, applied));
    }
  }

  @Override
  public void close() {
    background.close();
  }
}
