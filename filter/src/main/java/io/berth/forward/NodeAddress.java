package io.berth.forward;

import io.berth.model.Node;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a node is, as its name was last looked up. Thread-safe. */
final class NodeAddress {
  private static final long RESOLVED_NANOS = 30_000_000_000L;

  private final Node node;
  private volatile @Nullable InetSocketAddress found;
  private volatile long foundAt;

  NodeAddress(Node node) {
    this.node = node;
  }

  /**
   * Looks the name up, now and then. A container's thread, for it may block.
   *
   * @throws UnknownHostException when the name has no address
   */
  void resolve() throws UnknownHostException {
    long now = System.nanoTime();
    if (found != null && now - foundAt < RESOLVED_NANOS) {
      return;
    }
    InetSocketAddress fresh =
        new InetSocketAddress(node.address().getHost(), node.address().getPort());
    if (fresh.isUnresolved()) {
      throw new UnknownHostException("the host of node " + node.name() + " has no address");
    }
    found = fresh;
    foundAt = now;
  }

  /** What {@link #resolve} found. */
  InetSocketAddress resolved() {
    return Objects.requireNonNull(found, "the address was not looked up");
  }
}
