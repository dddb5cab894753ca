package io.berth.jmx;

import java.util.List;
import java.util.Map;

/** What an operator sees of the packets that other sites send and get. */
public interface PacketsMXBean {
  /** Packets of other sites that were taken since the start. */
  long getAccepted();

  /** Packets that had no effect since the start, by cause. */
  Map<String, Long> getRefusedByCause();

  /** One line for each other site: sent, failed, what waits, what was lost to the bound. */
  List<String> getSites();
}
