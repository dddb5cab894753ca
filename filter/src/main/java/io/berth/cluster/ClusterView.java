package io.berth.cluster;

import io.berth.model.NodeState;
import io.berth.model.View;
import io.berth.model.Watermark;

/**
 * What this node knows of the others and tells them of itself. Reading is one volatile read;
 * announcements go through the shared cluster cache, only when something changed or the lease needs
 * renewal.
 *
 * <p>Thread-safe.
 */
public final class ClusterView implements AutoCloseable {

  /** The newest view, from memory. */
  public View current() {
    throw new UnsupportedOperationException();
  }

  /** Tells the others what this node is ready for. */
  public void announce(NodeState state) {
    throw new UnsupportedOperationException();
  }

  /**
   * Publishes how far the local manager has applied a home's log; older or equal positions change
   * nothing.
   */
  public void report(Watermark watermark) {
    throw new UnsupportedOperationException();
  }

  /** Announces {@link NodeState#GONE} and stops. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
