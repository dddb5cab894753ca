package io.berth.allocator;

import java.util.List;

/** What an operator sees of the stock as a whole. Reads only. */
public interface StockMXBean {
  /** Every difference between rows and real things that the last audit found, one a line. */
  List<String> getLastAudit();
}
