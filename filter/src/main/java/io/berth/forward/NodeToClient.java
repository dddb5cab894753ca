package io.berth.forward;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The client's side of an exchange: the response and the container's word on it.
 *
 * <p>Threads: the loop's thread writes; the container's threads call the listeners. A container
 * that was told of an error recycles request and response, and on Tomcat whoever touches them after
 * that writes into somebody else's answer. So the loop touches them only while it holds {@link
 * #lock} and nobody has {@link #gone}; the container's error callbacks take the lock before they
 * return. {@code onComplete} must not take it: Tomcat calls it under a monitor that a failing write
 * wants, too; it only comes after an error callback or our own {@code complete()}, which is called
 * without the lock for the same reason.
 */
final class NodeToClient implements WriteListener, AsyncListener {
  private static final Logger LOG = Logger.getLogger(NodeToClient.class);
  private final ServletRequest clientToNode;
  private final ContainerAdapter container;

  /** Whether the client speaks HTTP/1: later ones have no Connection header. */
  private final boolean isOld;

  private final HttpServletResponse nodeToClient;
  private final AsyncContext async;
  private final ServletOutputStream out;
  private final Exchange exchange;
  private final ReentrantLock lock = new ReentrantLock();

  private final Gate gate = new Gate();

  private volatile boolean gone;

  private volatile HeaderLines trailers = HeaderLines.NONE;

  /** Whether the node's head has been handed to the container. */
  private boolean begun;

  NodeToClient(
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      AsyncContext async,
      Exchange exchange)
      throws IOException {
    this.clientToNode = ContainerAdapter.unwrapped(clientToNode);
    this.container = ContainerAdapter.of(this.clientToNode);
    this.isOld = clientToNode.getProtocol().startsWith("HTTP/1.");
    this.nodeToClient = nodeToClient;
    this.async = async;
    this.out = nodeToClient.getOutputStream();
    this.exchange = exchange;
  }

  /** The container's thread, once: from now on the container calls back. */
  void listen() {
    async.addListener(this);
    out.setWriteListener(this);
  }

  /** Something that is done to the response. */
  interface Touch {
    void touch(HttpServletResponse response, ServletOutputStream out) throws IOException;
  }

  /**
   * Does {@code touch} while the container cannot recycle the response. When that fails, the
   * response is broken off. The loop's thread.
   *
   * @return false when the client is gone, before or by it
   */
  boolean touch(Touch touch) {
    lock.lock();
    try {
      if (gone) {
        return false;
      }
      touch.touch(nodeToClient, out);
      return true;
    } catch (IOException e) {
      LOG.debugf(e, "a client is gone");
      breakOff();
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      lock.unlock();
    }
    return false;
  }

  private void failed(RuntimeException cause) {
    if (isRecycled()) {
      LOG.debugf(cause, "the container stopped");
      gone = true;
    } else {
      LOG.errorf(cause, "BERTH-201 a forward failed inside this node; its answer is cut");
      breakOff();
    }
  }

  private boolean isRecycled() {
    try {
      return container.isRecycled(clientToNode);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }

  boolean isGone() {
    return gone;
  }

  /** Sets status and headers as the node said them, hop-by-hop ones and framing left out. */
  void begin(ResponseHead head, boolean closes, ForwardSettings settings) {
    begun = true;
    List<String> trailers = head.trailers(settings.trailers());
    touch(
        (response, stream) -> {
          NodeToClientHead.write(head, response, closes && isOld, settings.pseudonym());
          if (!trailers.isEmpty()) {
            announce(trailers, response);
          }
        });
  }

  /** What comes behind the body is only known when it comes. HTTP/1.0 has nothing of the kind. */
  private void announce(List<String> names, HttpServletResponse response) {
    if (!clientToNode.getProtocol().equals("HTTP/1.0")) {
      response.setHeader("Trailer", String.join(", ", names));
      response.setTrailerFields(() -> carried(names));
    }
  }

  private Map<String, String> carried(List<String> names) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < trailers.size(); i++) {
      String name = trailers.name(i);
      if (names.stream().anyMatch(name::equalsIgnoreCase)) {
        fields.put(name, trailers.value(i));
      }
    }
    return fields;
  }

  /** The body is whole, and this came behind it. */
  void endWith(HeaderLines lines) {
    trailers = lines;
  }

  void write(byte[] bytes, int from, int length) {
    if (length > 0) {
      touch((response, stream) -> stream.write(bytes, from, length));
    }
  }

  void flush() {
    touch((response, stream) -> stream.flush());
  }

  /**
   * Hands the client's connection over to {@code tunnel} once the container has said 101. The order
   * is what both containers understand (CONTAINERS 1).
   *
   * @return false when the client is gone
   */
  boolean upgrade(ResponseHead head, Tunnel tunnel, ForwardSettings settings) {
    return touch(
        (response, stream) -> {
          TunnelHandler handler = upgrade();
          response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
          NodeToClientHead.write(head, response, false, settings.pseudonym());
          response.setHeader("Upgrade", head.upgrade());
          response.setHeader("Connection", "Upgrade");
          handler.attach(tunnel);
        });
  }

  private TunnelHandler upgrade() throws IOException {
    try {
      return ((HttpServletRequest) clientToNode).upgrade(TunnelHandler.class);
    } catch (ServletException e) {
      throw new IOException(e);
    }
  }

  ContainerAdapter container() {
    return container;
  }

  /** Tells the client of an error; when an answer is under way already, breaks it off. */
  void answerOrCut(int status) {
    touch(
        (response, stream) -> {
          if (response.isCommitted()) {
            breakOff();
          } else {
            if (begun) {
              response.reset();
            }
            stream.write(ErrorAnswer.prepare(response, status));
          }
        });
  }

  /**
   * Whether the client can take more now. If not, the exchange is told when it can. The loop's
   * thread.
   */
  boolean isWritable() {
    return gate.isOpen();
  }

  /** Asks the container anew, after a write. Answers like {@link #isWritable}. */
  boolean isStillWritable() {
    boolean[] ready = new boolean[1];
    return gate.isStillOpen(
        () -> touch((response, stream) -> ready[0] = stream.isReady()) && ready[0]);
  }

  @Override
  public void onWritePossible() {
    if (gate.open()) {
      exchange.clientWritable();
    }
  }

  /** The response is whole, as far as we are concerned. The loop's thread, without the lock. */
  void complete() {
    if (leave()) {
      completeQuietly();
    }
  }

  /** Whether it was still here. */
  private boolean leave() {
    lock.lock();
    try {
      boolean here = !gone;
      gone = true;
      return here;
    } finally {
      lock.unlock();
    }
  }

  private void completeQuietly() {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.debugf(e, "the container had completed the request already");
    }
  }

  /** Breaks the response off so that the client sees it. The loop's thread. */
  void cut() {
    lock.lock();
    try {
      if (!gone) {
        breakOff();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The container ends the request after that, with no word of ours. */
  private void breakOff() {
    gone = true;
    try {
      container.cut(clientToNode);
    } catch (ReflectiveOperationException | IOException | RuntimeException e) {
      LOG.errorf(
          e,
          "BERTH-202 this container (%s) offers no way to break a response off; a client may take"
              + " a cut answer for a whole one",
          clientToNode.getClass().getName());
      completeQuietly();
    }
  }

  /** A container's thread, before it recycles anything. */
  void containerGaveUp() {
    boolean locked = false;
    try {
      locked = lock.tryLock(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean before = gone;
    gone = true;
    if (locked) {
      lock.unlock();
    }
    if (!before) {
      exchange.clientLeft();
      if (container != ContainerAdapter.TOMCAT) {
        breakOff(); // Undertow says no more than that reading failed
      }
    }
  }

  @Override
  public void onError(Throwable t) {
    containerGaveUp();
  }

  @Override
  public void onError(AsyncEvent event) {
    containerGaveUp();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    containerGaveUp();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    if (!gone) {
      gone = true;
      exchange.clientLeft();
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nobody starts it twice: the forwarder is the last in the chain.
  }
}
