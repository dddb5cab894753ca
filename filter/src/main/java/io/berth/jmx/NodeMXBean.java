package io.berth.jmx;

import java.util.List;
import java.util.Map;

/**
 * What an operator sees of this node and the others, as this node sees them. Sends the
 * notifications of {@link Notice}.
 */
public interface NodeMXBean {
  String getName();

  String getManager();

  /** STARTING, READY, DRAINING or GONE. */
  String getState();

  /** Whether it was drained, and nothing is under way any more. */
  boolean isDrained();

  /** Requests that this application, or another node for it, is answering. */
  int getUnderWay();

  /** How CACHE, AUTHORITY, STOCK and FORWARDER are: OK, LOW, OUT, LOST or NOT_NEEDED. */
  Map<String, String> getHealth();

  /** Every node whose lease is alive: name, manager, address, state. */
  List<String> getNodes();

  /** Watermarks as {@code manager has home: store=epoch/offset}. */
  List<String> getWatermarks();

  /**
   * For {@code manager of home}, how long ago in seconds its watermark moved last, as far as this
   * node has seen. A quiet home's does not move either.
   */
  Map<String, Long> getWatermarkAgesSeconds();
}
