package io.berth.forward;

import io.berth.model.Node;

/** Is told how every forward ended. Called once per forward, by any thread; must not block. */
@FunctionalInterface
public interface ForwardListener {
  /** {@code target} was asked, and this came of it. */
  void done(Node target, Outcome outcome);
}
