package io.berth.replication;

import io.berth.store.PostgresLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The probe that a node asks: those of the settings and the application's own, all as one. */
public final class Probes implements AutoCloseable {
  private final Optional<PostgresLog> log;
  private final Optional<ReplicationProbe> probe;

  /**
   * @param local this node's manager
   * @param applications the application's own probes
   */
  public Probes(ProbeSettings settings, String local, List<ReplicationProbe> applications) {
    this.log = settings.log().map(PostgresLog::open);
    List<ReplicationProbe> all = new ArrayList<>();
    for (String name : settings.probes()) {
      all.add(
          switch (name) {
            case "postgresql" ->
                new PostgresProbe(log.orElseThrow(), local, settings.subscriptions());
            case "acknowledged" -> new AcknowledgementProbe();
            case "delay" -> new DelayProbe(Clock.systemUTC(), settings.delay(), local);
            default -> throw new IllegalArgumentException("no probe is called '" + name + "'");
          });
    }
    all.addAll(applications);
    this.probe = all.size() < 2 ? all.stream().findFirst() : Optional.of(new AllProbes(all));
  }

  /** Empty when nothing is asked: then only acknowledgements of the built-in replicator count. */
  public Optional<ReplicationProbe> probe() {
    return probe;
  }

  @Override
  public void close() {
    log.ifPresent(PostgresLog::close);
  }
}
