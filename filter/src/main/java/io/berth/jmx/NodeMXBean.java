package io.berth.jmx;

import java.util.List;

/** What an operator sees of this node and the others, as this node sees them. */
public interface NodeMXBean {
  String getName();

  String getManager();

  /** STARTING, READY, DRAINING or GONE. */
  String getState();

  /** Every node whose lease is alive: name, manager, address, state. */
  List<String> getNodes();

  /** Watermarks as {@code manager has home: store=epoch/offset}. */
  List<String> getWatermarks();
}
