package io.berth.forward;

import io.berth.model.Node;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/**
 * Carries a client's request to another node and that node's answer back, streaming both ways.
 *
 * <p>Thread-safe.
 */
public final class Forwarder implements AutoCloseable {

  /**
   * Starts forwarding and returns at once; the exchange goes on asynchronously. Never throws: what
   * fails is answered to the client (502, 503, 504) without naming the node's address.
   *
   * @param clientToNode the request as the container gave it, not touched by anybody (no
   *     parameters, no body read)
   * @param nodeToClient its response, not committed
   * @param target where to
   * @param ours headers of Berth to add after the strip, for example the sealed hop header
   */
  public void forward(
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      Node target,
      Map<String, String> ours) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
