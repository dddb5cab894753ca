package io.berth.forward;

import io.berth.model.Node;

/**
 * Is told how every forward ended: to count them, and to stop choosing a node that refuses
 * connections.
 *
 * <p>Called exactly once per forward and node asked, on the forwarder's own thread or a container
 * thread, several at once. It must not block: every stream of this node waits meanwhile. What it
 * throws is logged and has no effect.
 */
@FunctionalInterface
public interface ForwardListener {
  /** For those who do not listen. */
  ForwardListener NONE = (target, outcome) -> {};

  /** {@code target} was asked, and this came of it. */
  void done(Node target, Outcome outcome);
}
