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
import org.jspecify.annotations.Nullable;

/**
 * The connections to one node: never more than the cap, with a bounded queue before them, so that a
 * node that hangs costs the others nothing (bulkhead); and what is known of its health. The loop's
 * thread, but for what is marked.
 */
final class NodePool {

  /** Puts TLS on a connection to the node, where its address asks for it. */
  interface Layers {
    @Nullable TlsLayer on(Node node, SocketChannel channel);
  }

  private final SelectorLoop loop;
  private final ForwardSettings settings;
  private final Node node;
  private final Layers layers;
  private final QuietLog log;
  private final NodeAddress address;
  private final NodeWatch watch;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
  private final Set<UpstreamConnection> open = new HashSet<>();
  private final Deque<Tries> waiting = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

  NodePool(SelectorLoop loop, ForwardSettings settings, Node node, Layers layers) {
    this.loop = loop;
    this.settings = settings;
    this.node = node;
    this.layers = layers;
    this.log = new QuietLog(node.name());
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
    this.address = new NodeAddress(node);
    this.watch = new NodeWatch(loop, settings, this);
  }

  // ---- any thread

  Node node() {
    return node;
  }

  @Nullable TlsLayer layer(SocketChannel channel) {
    return layers.on(node, channel);
  }

  boolean isUp() {
    return watch.isUp();
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
    address.resolve();
  }

  InetSocketAddress address() {
    return address.resolved();
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
        node.name(),
        isUp(),
        open.size(),
        idle.size(),
        waiting.size(),
        counts,
        latencies.snapshot(System.nanoTime()));
  }

  /** Warns about the node, the same thing not more than every 10 s. */
  void warn(String code, String what, @Nullable Exception cause) {
    log.warn(code, what, cause);
  }

  /**
   * Finds a connection for {@code tries}: lends an idle one, opens one, has it wait, or tells it
   * that the node is set aside or overloaded.
   *
   * @param fresh only a new connection will do
   */
  void acquire(Tries tries, boolean fresh) {
    UpstreamConnection reused = fresh || !isUp() ? null : idleFor(tries);
    if (!isUp()) {
      tries.setAside();
    } else if (reused != null) {
      reused.lend(tries);
      tries.connected(reused);
    } else if (isRoom() || dropOneIdle()) {
      connect(tries);
    } else if (waiting.size() < settings.queue()) {
      waiting.add(tries);
    } else {
      tries.overloaded();
    }
  }

  private boolean isRoom() {
    return open.size() < watch.cap(System.nanoTime());
  }

  private @Nullable UpstreamConnection idleFor(Tries tries) {
    UpstreamConnection candidate = idle.pollFirst();
    while (candidate != null && !tries.mayRetry() && !candidate.isSilent()) {
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

  private void connect(Tries tries) {
    UpstreamConnection connection;
    try {
      connection = new UpstreamConnection(loop, this, address(), tries);
    } catch (IOException | RuntimeException e) {
      tries.connectFailed(e);
      return;
    }
    open.add(connection);
    tries.connecting(connection);
  }

  /** The exchange ended cleanly: the next one may use the connection. */
  void release(UpstreamConnection connection) {
    if (connection.hasUnsent()) {
      discard(connection);
      return;
    }
    connection.rest(System.nanoTime());
    Tries next = isUp() ? waiting.pollFirst() : null;
    if (next != null) {
      connection.lend(next);
      next.connected(connection);
    } else {
      idle.addFirst(connection);
    }
  }

  /** There is any doubt about the connection: nobody may use it again. */
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

  void leaveQueue(Tries tries) {
    waiting.remove(tries);
  }

  // ---- health

  void answered() {
    watch.answered();
  }

  /** An answer began so long after its request had come here. */
  void answeredAfter(long nanos, long now) {
    latencies.record(nanos, now);
  }

  /** An exchange failed on the node's account. */
  void failed() {
    if (watch.failed()) {
      while (dropOneIdle()) {
        // one by one: none may be used again
      }
      List<Tries> told = List.copyOf(waiting);
      waiting.clear();
      told.forEach(Tries::setAside);
    }
  }

  void probed(boolean answers) {
    watch.probed(answers);
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
    watch.tick(now);
    serveWaiting(); // a slow start gives more room with time
  }

  /** Everybody has been told; closes what is open. */
  void close() {
    watch.close();
    idle.clear();
    for (UpstreamConnection connection : Set.copyOf(open)) {
      closeQuietly(connection);
    }
  }
}
