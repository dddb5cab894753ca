package io.berth.replication;

import io.berth.store.OutboxTable;
import java.util.Map;
import java.util.Optional;

/** The {@link ReplicationMXBean} of one web application. */
public final class ReplicationBean implements ReplicationMXBean {
  private final Optional<ProbeReporter> reporter;
  private final Optional<OutboxTable> outbox;
  private final String local;

  /**
   * @param outbox where the built-in replicator's work is; empty without one
   * @param local this node's manager
   */
  public ReplicationBean(
      Optional<ProbeReporter> reporter, Optional<OutboxTable> outbox, String local) {
    this.reporter = reporter;
    this.outbox = outbox;
    this.local = local;
  }

  @Override
  public Map<String, String> getHomes() {
    return reporter.map(ProbeReporter::standings).orElse(Map.of());
  }

  @Override
  public long getProbeAgeMillis() {
    return reporter.map(ProbeReporter::ageMillis).orElse(-1L);
  }

  @Override
  public int getBacklog() {
    return outbox.map(table -> table.backlog(local)).orElse(-1);
  }

  @Override
  public long getBacklogAgeSeconds() {
    return outbox.map(table -> table.backlogAge(local).toSeconds()).orElse(-1L);
  }
}
