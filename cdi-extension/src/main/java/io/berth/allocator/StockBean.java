package io.berth.allocator;

import java.util.List;
import org.jboss.logging.Logger;

/** The {@link StockMXBean} of one manager. */
final class StockBean implements StockMXBean {
  private static final Logger LOG = Logger.getLogger(StockBean.class);
  private final Auditor auditor;

  StockBean(Auditor auditor) {
    this.auditor = auditor;
  }

  @Override
  public List<String> audit() {
    LOG.info("the stock is audited, by an operator");
    return auditor.audit();
  }

  @Override
  public List<String> getLastAudit() {
    return auditor.last();
  }
}
