package io.berth.allocator;

import java.util.List;

/** What an operator can ask of the stock as a whole. Every call is logged. */
public interface StockMXBean {
  /**
   * Compares rows and real things in both directions, at this node's manager.
   *
   * @return every difference, one a line; empty when there is none
   */
  List<String> audit();

  /** What the last audit found, without doing one. */
  List<String> getLastAudit();
}
