package io.berth.allocator;

import java.util.List;

/** The MXBeans of one manager's stock. */
final class StockBean implements StockMXBean {
  private final Auditor auditor;

  StockBean(Auditor auditor) {
    this.auditor = auditor;
  }

  static StockControlMXBean control(Auditor auditor) {
    return auditor::audit;
  }

  @Override
  public List<String> getLastAudit() {
    return auditor.last();
  }
}
