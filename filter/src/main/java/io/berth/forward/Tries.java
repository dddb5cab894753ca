package io.berth.forward;

import io.berth.model.Node;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's tries to reach a node, and the connection it has. A request is sent a second time
 * only over a connection that the node may have closed before it saw the first (once), or to
 * another node when the first did nothing with it (once).
 *
 * <p>The loop's thread, but for what is marked.
 */
final class Tries implements UpstreamOwner {
  private final Exchange exchange;
  private final Forwarding forwarding;
  private final Elsewhere elsewhere;
  private NodePool pool;
  private @Nullable UpstreamConnection connection;
  private boolean retried;
  private boolean moved;

  /** When the request came to the node's pool. */
  private long since;

  /** Why another node is looked for. */
  private Outcome reason = Outcome.FAILED;

  Tries(Exchange exchange, Forwarding forwarding, NodePool pool, Elsewhere elsewhere) {
    this.exchange = exchange;
    this.forwarding = forwarding;
    this.pool = pool;
    this.elsewhere = elsewhere;
  }

  /** The node that is tried, or was last. */
  NodePool pool() {
    return pool;
  }

  @Nullable UpstreamConnection connection() {
    return connection;
  }

  /** Wants a connection to the node. */
  void begin() {
    acquire(false);
  }

  private void acquire(boolean fresh) {
    since = System.nanoTime();
    exchange.enter(Phase.WAITING);
    awaitConnection();
    pool.acquire(this, fresh);
  }

  /** The node's answer has begun. */
  void answered() {
    long now = System.nanoTime();
    pool.answered();
    pool.answeredAfter(now - since, now);
  }

  private void awaitConnection() {
    exchange.await(forwarding.settings().connectTimeout());
  }

  // ---- called by the pool and the connection

  /** Whether the request may be sent a second time, if nothing of an answer came. */
  boolean mayRetry() {
    return !retried && exchange.request().mayRepeat();
  }

  void connecting(UpstreamConnection to) {
    connection = to;
    awaitConnection();
  }

  void connected(UpstreamConnection to) {
    connection = to;
    exchange.enter(Phase.SENDING);
    exchange.request().send();
  }

  void connectFailed(Exception cause) {
    if (cause instanceof SSLException) {
      pool.warn("BERTH-221", "is not believed, or does not believe this node", cause);
    } else {
      pool.warn("BERTH-204", "cannot be reached", cause);
    }
    pool.failed();
    moveOrFail(Outcome.UNREACHABLE, elsewhere::unreachable);
  }

  /** The node is not asked for the time being. */
  void setAside() {
    moveOrFail(Outcome.UNREACHABLE, elsewhere::unreachable);
  }

  void overloaded() {
    pool.warn("BERTH-205", "has no connection free; see berth.forward.connections, .queue", null);
    exchange.fail(Outcome.OVERLOADED, 503);
  }

  /** No connection within the time for it. */
  void late() {
    if (connection == null) {
      overloaded();
    } else {
      connectFailed(
          new IOException("no connection within " + forwarding.settings().connectTimeout()));
    }
  }

  @Override
  public void upstreamWritable() {
    exchange.request().send();
  }

  @Override
  public void upstreamReadable() {
    UpstreamConnection from = connection;
    if (from != null) {
      exchange.answer().read(from);
    }
  }

  @Override
  public void defect() {
    exchange.defect();
  }

  // ---- another try

  /** The node answered what is no HTTP/1.1. */
  void malformed(MalformedResponseException cause) {
    pool.warn("BERTH-206", "answered what is no HTTP/1.1: " + cause.getMessage(), null);
    pool.failed();
    exchange.fail(Outcome.MALFORMED, 502);
  }

  /** The node said that the consumer is not there, and where it is. */
  void misdirected(String packet) {
    pool.answered();
    moveOrFail(Outcome.MISDIRECTED, asked -> elsewhere.misdirected(asked, packet));
  }

  /** Looks for another node: the one that was asked did nothing with the request. */
  private void moveOrFail(Outcome why, Function<Node, Optional<Node>> to) {
    NodePool asked = pool;
    boolean moves = !moved && exchange.request().canMove() && forwarding.retries().spend();
    if (moves) {
      leaveQueue();
      moved = true;
      reason = why;
      exchange.enter(Phase.LOOKING);
      letGo(false);
      awaitConnection();
    } else {
      exchange.fail(why, 503);
    }
    if (moves || why == Outcome.MISDIRECTED) {
      // Even where the request cannot move there may be something to learn.
      new NodeSearch(forwarding, asked).begin(to, other -> found(asked, other));
    }
  }

  private void found(NodePool asked, Optional<NodePool> other) {
    if (!exchange.is(Phase.LOOKING)) {
      return;
    }
    if (other.isEmpty()) {
      foundNobody();
      return;
    }
    forwarding.report(asked, reason);
    pool = other.get();
    exchange.answer().reset();
    exchange.request().rewind();
    acquire(false);
  }

  /** Nobody else, or not in time. */
  void foundNobody() {
    exchange.fail(reason, 503);
  }

  /** Sending failed. */
  void writeFailed(UpstreamConnection to, IOException cause) {
    if (isStale() && mayRetry()) {
      broken(cause);
    } else {
      // The node may have answered before it closed: what there is to read decides.
      to.want(SelectionKey.OP_WRITE, false);
      exchange.request().abandon();
    }
  }

  /** The connection ended before the answer did. */
  void broken(@Nullable Exception cause) {
    if (isStale() && mayRetry() && forwarding.retries().spend()) {
      retried = true;
      letGo(false);
      exchange.request().rewind();
      acquire(true);
    } else {
      pool.warn("BERTH-207", "closed the connection before its answer was whole", cause);
      pool.failed();
      exchange.fail(Outcome.BROKEN, 502);
    }
  }

  /** Whether the node may have closed the connection before it saw the request. */
  private boolean isStale() {
    UpstreamConnection used = connection;
    return exchange.is(Phase.SENDING)
        && !exchange.answer().hasBegun()
        && used != null
        && used.isUsed();
  }

  // ---- the end

  /** If it waits for a connection still. */
  void leaveQueue() {
    if (exchange.is(Phase.WAITING)) {
      pool.leaveQueue(this);
    }
  }

  /** The connection belongs to somebody else from now on. */
  void handOver() {
    connection = null;
  }

  /** Gives the connection back, or closes it. */
  void letGo(boolean clean) {
    UpstreamConnection last = connection;
    connection = null;
    if (last != null && clean) {
      pool.release(last);
    } else if (last != null) {
      pool.discard(last);
    }
  }
}
