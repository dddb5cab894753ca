package io.berth.filter;

import io.berth.jmx.MappingMXBean;
import io.berth.mapping.MappingCache;

/** The {@link MappingMXBean} of one web application. */
final class MappingBean implements MappingMXBean {
  private final MappingCache mapping;

  MappingBean(MappingCache mapping) {
    this.mapping = mapping;
  }

  @Override
  public long getHits() {
    return mapping.statistics().hits();
  }

  @Override
  public long getMisses() {
    return mapping.statistics().misses();
  }

  @Override
  public long getLoads() {
    return mapping.statistics().loads();
  }

  @Override
  public long getUnknown() {
    return mapping.statistics().unknown();
  }

  @Override
  public long getDegraded() {
    return mapping.statistics().degraded();
  }

  @Override
  public long getTimedOut() {
    return mapping.statistics().timedOut();
  }

  @Override
  public long getPublished() {
    return mapping.statistics().published();
  }

  @Override
  public long getUnpublished() {
    return mapping.statistics().unpublished();
  }

  @Override
  public long getAudits() {
    return mapping.audit().statistics().audits();
  }

  @Override
  public long getAuditedRows() {
    return mapping.audit().statistics().rows();
  }

  @Override
  public long getMissing() {
    return mapping.audit().statistics().missing();
  }

  @Override
  public long getOutdated() {
    return mapping.audit().statistics().outdated();
  }

  @Override
  public long getAhead() {
    return mapping.audit().statistics().ahead();
  }

  @Override
  public long getStrays() {
    return mapping.audit().statistics().strays();
  }

  @Override
  public long getDropped() {
    return mapping.audit().statistics().dropped();
  }

  @Override
  public long getAuditMillis() {
    return mapping.audit().statistics().tookMillis();
  }
}
