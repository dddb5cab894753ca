package io.berth.forward;

import io.berth.model.Node;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Carries a client's request to another node and that node's answer back, streaming both ways.
 *
 * <p>One thread per forwarder owns all connections to nodes; the container's threads are held by
 * nobody who waits. Thread-safe. Close it when the application stops.
 */
public final class Forwarder implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Forwarder.class);

  private final Forwarding forwarding;

  public Forwarder(ForwardSettings settings) {
    this(settings, ForwardListener.NONE);
  }

  /**
   * @param listener is told how every forward ended
   * @throws UncheckedIOException when the system grants no selector
   */
  public Forwarder(ForwardSettings settings, ForwardListener listener) {
    try {
      this.forwarding = new Forwarding(settings, listener);
    } catch (IOException e) {
      throw new UncheckedIOException("BERTH-200 no selector for forwarding", e);
    }
  }

  /**
   * Starts forwarding and returns at once; the exchange goes on asynchronously. Never throws: what
   * fails is answered to the client (502, 503, 504) without naming the node's address.
   *
   * @param clientToNode the request as the container gave it, not touched by anybody (no
   *     parameters, no body read)
   * @param nodeToClient its response, not committed
   * @param target where to
   * @param ours headers of Berth to add after the strip, for example the sealed hop header; a
   *     client's headers of the same names are dropped
   */
  public void forward(
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      Node target,
      Map<String, String> ours) {
    forward(clientToNode, nodeToClient, target, ours, Elsewhere.NOWHERE);
  }

  /**
   * The same, with somebody to ask where else the request may go when {@code target} did nothing
   * with it.
   */
  public void forward(
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      Node target,
      Map<String, String> ours,
      Elsewhere elsewhere) {
    NodePool pool = forwarding.pool(target);
    try {
      if (MaxForwards.endsHere(clientToNode)) {
        nodeToClient.setHeader("Cache-Control", "no-store");
        nodeToClient.setContentLength(0);
        return;
      }
      refuseWhoTakesBack(clientToNode);
      ClientToNodeHead head = new ClientToNodeHead(clientToNode, ours, forwarding.settings());
      RequestBody body = RequestBody.of(clientToNode);
      pool.resolve();
      start(head, body, pool, elsewhere, clientToNode, nodeToClient);
    } catch (RefusedException e) {
      LOG.debugf("request refused: %s", e.getMessage());
      refuse(e.refusal(), clientToNode, nodeToClient);
      forwarding.report(pool, Outcome.REJECTED);
    } catch (UnknownHostException e) {
      LOG.warnf("BERTH-204 node %s cannot be reached: its host has no address", target.name());
      refuse(new Refusal(503, "unreachable"), clientToNode, nodeToClient);
      forwarding.report(pool, Outcome.UNREACHABLE);
    } catch (IllegalStateException | IOException e) {
      LOG.errorf(
          e,
          "BERTH-209 nothing can be forwarded: the request cannot become asynchronous; register"
              + " Berth's filter first, and every filter and servlet async-supported");
      refuse(new Refusal(500, "not asynchronous"), clientToNode, nodeToClient);
      forwarding.report(pool, Outcome.FAILED);
    }
  }

  private void refuseWhoTakesBack(HttpServletRequest clientToNode) throws RefusedException {
    if (forwarding.takenBack().isTooMany(forwarding.takenBack().source(clientToNode))) {
      throw new RefusedException(429, "its address takes requests back again and again");
    }
  }

  private void start(
      ClientToNodeHead head,
      RequestBody body,
      NodePool pool,
      Elsewhere elsewhere,
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient)
      throws IOException {
    AsyncContext async = clientToNode.startAsync();
    try {
      async.setTimeout(0);
      new Exchange(forwarding, pool, elsewhere, head, clientToNode, nodeToClient, async)
          .listen(body, clientToNode);
    } catch (IOException | RuntimeException e) {
      // An exception that left the filter from here on would become somebody else's answer.
      LOG.errorf(e, "BERTH-201 a forward failed inside this node");
      nodeToClient.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      async.complete();
      forwarding.report(pool, Outcome.FAILED);
    }
  }

  private static void refuse(
      Refusal refusal, HttpServletRequest clientToNode, HttpServletResponse nodeToClient) {
    try {
      refusal.answer(clientToNode, nodeToClient);
    } catch (IOException | IllegalStateException e) {
      LOG.debugf(e, "a client could not be told of an error");
    }
  }

  /**
   * Whether the node is asked at all. A forward to one that is not is answered 503 at once, and
   * nothing is sent; a node that nobody was forwarded to yet is.
   */
  public boolean isUp(Node node) {
    return forwarding.pool(node).isUp();
  }

  /** What the connections look like, node by node; empty when the forwarder is closed. */
  public List<NodeStatistics> statistics() {
    return forwarding.statistics();
  }

  /** Whether the thread that carries everything turns. Waits for it, up to a second. */
  public boolean answers() {
    return forwarding.answers();
  }

  /** How many requests and upgraded connections are under way, just about. */
  public int underWay() {
    return forwarding.underWay();
  }

  /**
   * This node is leaving: ends event streams, whose clients come back by themselves, and tells
   * WebSockets that it goes away (1001). What ends by itself goes on, and so do other upgraded
   * connections.
   */
  public void handOver() {
    forwarding.handOver();
  }

  /** Answers 503 to who waits, cuts what is under way, closes every connection. Waits up to 5 s. */
  @Override
  public void close() {
    forwarding.close();
  }
}
