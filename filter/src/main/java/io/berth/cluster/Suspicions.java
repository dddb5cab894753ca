package io.berth.cluster;

import io.berth.model.Node;
import io.berth.model.NodeState;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Nodes that this one found not answering. Always for a while only: the one node that holds a
 * consumer's data must be tried again.
 */
final class Suspicions {
  private final ConcurrentMap<URI, Long> until = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  Suspicions(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void add(Node node, Duration time) {
    until.put(node.address(), nanos.getAsLong() + time.toNanos());
  }

  /** The node as this one sees it: a suspect is sent nothing new. */
  Node judge(Node node) {
    return node.state() == NodeState.READY && isSuspect(node)
        ? new Node(node.name(), node.manager(), node.address(), NodeState.STARTING)
        : node;
  }

  private boolean isSuspect(Node node) {
    Long end = until.get(node.address());
    return end != null && nanos.getAsLong() - end < 0;
  }

  void forgetOld() {
    long now = nanos.getAsLong();
    until.values().removeIf(end -> now - end >= 0);
  }
}
