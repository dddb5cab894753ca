package io.berth.forward;

import io.berth.model.Node;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the exchanges of one forwarder share: the loop, the pools and the list of themselves. */
final class Forwarding implements SelectorLoop.Ticked {
  private static final Logger LOG = Logger.getLogger(Forwarding.class);

  /** Connections are never shared between nodes, nor between the addresses a node has had. */
  private record PoolKey(String node, URI address) {}

  private final ForwardSettings settings;
  private final ForwardListener listener;
  private final Map<PoolKey, NodePool> pools = new ConcurrentHashMap<>();
  private final List<Underway> active = new ArrayList<>();
  private final BufferPool buffers = new BufferPool();
  private final Semaphore tunnelWaits = new Semaphore(16);
  private final RetryBudget retries = new RetryBudget();
  private final Aside aside = new Aside();
  private final TakenBack takenBack;
  private final NodeTls tls;
  private final SelectorLoop loop;
  private volatile int underWay;
  private boolean closed;

  Forwarding(ForwardSettings settings, ForwardListener listener) throws IOException {
    this.settings = settings;
    this.listener = listener;
    this.takenBack = new TakenBack(settings.takenBack(), settings.trustedPeers(), System::nanoTime);
    this.tls = new NodeTls(settings.tls());
    this.loop = new SelectorLoop(this);
    loop.start();
  }

  ForwardSettings settings() {
    return settings;
  }

  SelectorLoop loop() {
    return loop;
  }

  /** How many container threads may wait for nodes that take nothing of a tunnel. */
  Semaphore tunnelWaits() {
    return tunnelWaits;
  }

  /** The loop's thread. */
  RetryBudget retries() {
    return retries;
  }

  /** For what may wait. */
  Aside aside() {
    return aside;
  }

  TakenBack takenBack() {
    return takenBack;
  }

  BufferPool buffers() {
    return buffers;
  }

  private @Nullable TlsLayer layer(Node node, SocketChannel channel) {
    return "https".equals(node.address().getScheme())
        ? new TlsLayer(tls.engine(node), channel, aside)
        : null;
  }

  /** From any thread; what the pool does is for the loop's thread. */
  NodePool pool(Node node) {
    return pools.computeIfAbsent(
        new PoolKey(node.name(), node.address()),
        key -> new NodePool(loop, settings, node, this::layer));
  }

  /** Whether the exchange may begin. The loop's thread. */
  boolean add(Underway exchange) {
    if (!closed) {
      exchange.setIndex(active.size());
      active.add(exchange);
      underWay = active.size();
    }
    return !closed;
  }

  /** The loop's thread. */
  void remove(Underway exchange) {
    int index = exchange.index();
    if (index >= 0) {
      Underway last = active.remove(active.size() - 1);
      if (last != exchange) {
        active.set(index, last);
        last.setIndex(index);
      }
      exchange.setIndex(-1);
      underWay = active.size();
    }
  }

  void report(NodePool target, Outcome outcome) {
    target.count(outcome);
    try {
      listener.done(target.node(), outcome);
    } catch (RuntimeException e) {
      LOG.errorf(e, "BERTH-203 the listener to forwards failed; forwarding goes on");
    }
  }

  @Override
  public boolean isBusy() {
    return !active.isEmpty();
  }

  @Override
  public void tick(long now) {
    for (int i = active.size() - 1; i >= 0; i--) {
      if (i < active.size()) {
        active.get(i).tick(now);
      }
    }
    pools.values().forEach(pool -> pool.tick(now));
  }

  /** One for each node that was ever asked, in no order. Waits for the loop, up to a second. */
  List<NodeStatistics> statistics() {
    CompletableFuture<List<NodeStatistics>> found = new CompletableFuture<>();
    loop.execute(() -> found.complete(pools.values().stream().map(NodePool::statistics).toList()));
    try {
      return found.get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf(e, "the loop did not answer");
      return List.of();
    }
  }

  boolean answers() {
    CompletableFuture<Boolean> turned = new CompletableFuture<>();
    loop.execute(() -> turned.complete(true));
    try {
      return turned.get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf(e, "the loop did not answer");
      return false;
    }
  }

  /** Any thread. */
  int underWay() {
    return underWay;
  }

  void handOver() {
    loop.execute(() -> List.copyOf(active).forEach(Underway::handOver));
  }

  /** Answers 503 to whoever waits, cuts what has begun, closes every connection. */
  void close() {
    loop.close(
        () -> {
          closed = true;
          for (Underway exchange : List.copyOf(active)) {
            exchange.forwarderCloses();
          }
          pools.values().forEach(NodePool::close);
        });
    aside.close();
  }
}
