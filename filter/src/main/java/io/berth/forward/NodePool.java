package io.berth.forward;

import io.berth.model.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one node: never more than the cap, with a bounded queue before them, so that a
 * node that hangs costs the others nothing (bulkhead); and what is known of its health. The loop's
 * thread, but for what is marked.
 */
final class NodePool {
  private static final Logger LOG = Logger.getLogger(NodePool.class);
  private static final long RESOLVED_NANOS = 30_000_000_000L;

  /** Puts TLS on a connection to the node, where its address asks for it. */
  interface Layers {
    @Nullable TlsLayer on(Node node, SocketChannel channel);
  }

  private final SelectorLoop loop;
  private final ForwardSettings settings;
  private final Node node;
  private final Layers layers;
  private final QuietLog log;
  private final NodeHealth health;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
  private final Set<UpstreamConnection> open = new HashSet<>();
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private volatile @Nullable InetSocketAddress address;
  private volatile long resolvedAt;
  private @Nullable Probe probe;
  private long nextProbe;

  NodePool(SelectorLoop loop, ForwardSettings settings, Node node, Layers layers) {
    this.loop = loop;
    this.settings = settings;
    this.node = node;
    this.layers = layers;
    this.log = new QuietLog(node.name());
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
    this.health = new NodeHealth(settings.failures(), settings.slowStart());
  }

  // ---- any thread

  Node node() {
    return node;
  }

  @Nullable TlsLayer layer(SocketChannel channel) {
    return layers.on(node, channel);
  }

  boolean isUp() {
    return health.isUp();
  }

  void count(Outcome outcome) {
    Objects.requireNonNull(outcomes.get(outcome)).increment();
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

  // ---- the loop's thread

  NodeStatistics statistics() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    outcomes.forEach(
        (outcome, count) -> {
          if (count.sum() > 0) {
            counts.put(outcome, count.sum());
          }
        });
    return new NodeStatistics(
        node.name(), isUp(), open.size(), idle.size(), waiting.size(), counts);
  }

  /** Warns about the node, the same thing not more than every 10 s. */
  void warn(String code, String what, @Nullable Exception cause) {
    log.warn(code, what, cause);
  }

  /**
   * Finds a connection for {@code exchange}: lends an idle one, opens one, has it wait, or tells it
   * that the node is set aside or overloaded.
   *
   * @param fresh only a new connection will do
   */
  void acquire(Exchange exchange, boolean fresh) {
    UpstreamConnection reused = fresh || !isUp() ? null : idleFor(exchange);
    if (!isUp()) {
      exchange.setAside();
    } else if (reused != null) {
      reused.lend(exchange);
      exchange.connected(reused);
    } else if (isRoom() || dropOneIdle()) {
      connect(exchange);
    } else if (waiting.size() < settings.queue()) {
      waiting.add(exchange);
    } else {
      exchange.overloaded();
    }
  }

  private boolean isRoom() {
    return open.size() < health.cap(settings.connections(), System.nanoTime());
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
    if (connection.hasUnsent()) {
      discard(connection);
      return;
    }
    connection.rest(System.nanoTime());
    Exchange next = isUp() ? waiting.pollFirst() : null;
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
    serveWaiting();
  }

  private void serveWaiting() {
    while (isUp() && !waiting.isEmpty() && isRoom()) {
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

  // ---- health

  void answered() {
    health.answered();
  }

  /** An exchange failed on the node's account. */
  void failed() {
    if (health.failed()) {
      LOG.warnf(
          "BERTH-212 node %s failed %d times in a row and is not asked until a probe is answered;"
              + " see berth.forward.failures",
          node.name(), settings.failures());
      nextProbe = System.nanoTime() + settings.probeInterval().toNanos();
      while (dropOneIdle()) {
        // one by one: none may be used again
      }
      List<Exchange> told = List.copyOf(waiting);
      waiting.clear();
      told.forEach(Exchange::setAside);
    }
  }

  void probed(boolean answers) {
    long now = System.nanoTime();
    probe = null;
    nextProbe = now + settings.probeInterval().toNanos();
    if (answers) {
      LOG.infof("node %s answers again", node.name());
      health.recovered(now);
    }
  }

  private void probeWhenDue(long now) {
    Probe running = probe;
    if (running != null) {
      running.tick(now);
    } else if (!isUp() && now - nextProbe >= 0) {
      try {
        long deadline = now + settings.connectTimeout().toNanos();
        probe = new Probe(loop, this, Objects.requireNonNull(address), deadline);
      } catch (IOException | RuntimeException e) {
        LOG.debugf(e, "node %s cannot be probed", node.name());
        probed(false);
      }
    }
  }

  /** About every 100 ms. Closes what has been idle for too long; the oldest are last. */
  void tick(long now) {
    long limit = settings.keepAlive().toNanos();
    for (UpstreamConnection last = idle.peekLast();
        last != null && now - last.idleSince() > limit;
        last = idle.peekLast()) {
      idle.pollLast();
      closeQuietly(last);
    }
    probeWhenDue(now);
    serveWaiting(); // a slow start gives more room with time
  }

  /** Everybody has been told; closes what is open. */
  void close() {
    if (probe != null) {
      probe.close();
    }
    idle.clear();
    for (UpstreamConnection connection : Set.copyOf(open)) {
      closeQuietly(connection);
    }
  }
}
