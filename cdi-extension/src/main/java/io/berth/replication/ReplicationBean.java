package io.berth.replication;

import io.berth.store.OutboxTable;
import io.berth.store.Tables;
import java.util.Map;
import java.util.Optional;

/** The {@link ReplicationMXBean} of one web application. */
public final class ReplicationBean implements ReplicationMXBean {
  private final Optional<ProbeReporter> reporter;
  private final Tables tables;
  private final Optional<OutboxTable> outbox;
  private final String local;

  /**
   * @param carries whether there is the built-in replicator, whose work is in the outbox
   * @param local this node's manager
   */
  public ReplicationBean(
      Optional<ProbeReporter> reporter, Tables tables, boolean carries, String local) {
    this.reporter = reporter;
    this.tables = tables;
    this.outbox = carries ? Optional.of(tables.outbox()) : Optional.empty();
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

  @Override
  public long getLongestRegisteringSeconds() {
    return tables.associations().longestUnproven(local).toSeconds();
  }
}
