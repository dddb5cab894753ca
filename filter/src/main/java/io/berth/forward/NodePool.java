package io.berth.forward;

import io.berth.model.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one node: never more than the cap, with a bounded queue before them, so that a
 * node that hangs costs the others nothing (bulkhead). The loop's thread only.
 */
final class NodePool {
  private static final long RESOLVED_NANOS = 30_000_000_000L;

  private final SelectorLoop loop;
  private final ForwardSettings settings;
  private final Node node;
  private final QuietLog log;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
  private final Set<UpstreamConnection> open = new HashSet<>();
  private final Deque<Exchange> waiting = new ArrayDeque<>();

  private volatile @Nullable InetSocketAddress address;
  private volatile long resolvedAt;

  NodePool(SelectorLoop loop, ForwardSettings settings, Node node) {
    this.loop = loop;
    this.settings = settings;
    this.node = node;
    this.log = new QuietLog(node.name());
  }

  /**
   * Looks the node's name up, now and then. A container's thread, for it may block.
   *
   * @throws UnknownHostException when the name has no address
   */
  void resolve() throws UnknownHostException {
    long now = System.nanoTime();
    if (address != null && now - resolvedAt < RESOLVED_NANOS) {
      return;
    }
    InetSocketAddress found =
        new InetSocketAddress(node.address().getHost(), node.address().getPort());
    if (found.isUnresolved()) {
      throw new UnknownHostException("the host of node " + node.name() + " has no address");
    }
    address = found;
    resolvedAt = now;
  }

  /** Warns about the node, the same thing not more than every 10 s. */
  void warn(String code, String what, @Nullable Exception cause) {
    log.warn(code, what, cause);
  }

  Node node() {
    return node;
  }

  int openConnections() {
    return open.size();
  }

  int waitingExchanges() {
    return waiting.size();
  }

  /**
   * Finds a connection for {@code exchange}: lends an idle one, opens one, has it wait, or tells it
   * that the node is overloaded.
   *
   * @param fresh only a new connection will do
   */
  void acquire(Exchange exchange, boolean fresh) {
    UpstreamConnection reused = fresh ? null : idleFor(exchange);
    if (reused != null) {
      reused.lend(exchange);
      exchange.connected(reused);
    } else if (open.size() < settings.connections() || dropOneIdle()) {
      connect(exchange);
    } else if (waiting.size() < settings.queue()) {
      waiting.add(exchange);
    } else {
      exchange.overloaded();
    }
  }

  private @Nullable UpstreamConnection idleFor(Exchange exchange) {
    UpstreamConnection candidate = idle.pollFirst();
    while (candidate != null && !exchange.mayRetry() && !candidate.isSilent()) {
      closeQuietly(candidate);
      candidate = idle.pollFirst();
    }
    return candidate;
  }

  private boolean dropOneIdle() {
    UpstreamConnection oldest = idle.pollLast();
    if (oldest != null) {
      closeQuietly(oldest);
    }
    return oldest != null;
  }

  private void connect(Exchange exchange) {
    UpstreamConnection connection;
    try {
      connection = new UpstreamConnection(loop, this, Objects.requireNonNull(address), exchange);
    } catch (IOException | RuntimeException e) {
      exchange.connectFailed(e);
      return;
    }
    open.add(connection);
    exchange.connecting(connection);
  }

  /** The exchange ended cleanly: the next one may use the connection. */
  void release(UpstreamConnection connection) {
    connection.rest(System.nanoTime());
    Exchange next = waiting.pollFirst();
    if (next != null) {
      connection.lend(next);
      next.connected(connection);
    } else {
      idle.addFirst(connection);
    }
  }

  /** There is any doubt about the connection: nobody may use it again (RULES 1.7). */
  void discard(UpstreamConnection connection) {
    idle.remove(connection);
    closeQuietly(connection);
    while (open.size() < settings.connections() && !waiting.isEmpty()) {
      acquire(waiting.removeFirst(), false);
    }
  }

  private void closeQuietly(UpstreamConnection connection) {
    open.remove(connection);
    connection.close();
  }

  void leaveQueue(Exchange exchange) {
    waiting.remove(exchange);
  }

  /** Everybody has been told; closes what is open. */
  void close() {
    idle.clear();
    for (UpstreamConnection connection : Set.copyOf(open)) {
      closeQuietly(connection);
    }
  }

  /** Closes what has been idle for too long; the oldest are last. */
  void tick(long now) {
    long limit = settings.keepAlive().toNanos();
    for (UpstreamConnection last = idle.peekLast();
        last != null && now - last.idleSince() > limit;
        last = idle.peekLast()) {
      idle.pollLast();
      closeQuietly(last);
    }
  }
}
