package io.berth.allocator;

import java.util.List;

/** What an operator can do about the stock as a whole. */
public interface StockControlMXBean {
  /**
   * Compares rows and real things in both directions, at this node's manager; ready stock that is
   * not there is set aside.
   *
   * @return every difference, one a line; empty when there is none
   */
  List<String> audit();
}
