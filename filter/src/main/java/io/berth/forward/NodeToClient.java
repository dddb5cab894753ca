package io.berth.forward;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int CLOSED = 0;
  private static final int AWAITED = 1;
  private static final int OPEN = 2;

  private final ServletRequest clientToNode;
  private final ContainerAdapter container;

  /** Whether the client speaks HTTP/1: later ones have no Connection header. */
  private final boolean isOld;

  private final HttpServletResponse nodeToClient;
  private final AsyncContext async;
  private final ServletOutputStream out;
  private final Exchange exchange;
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether the client can be written to; where the container and the loop meet. */
  private final AtomicInteger gate = new AtomicInteger(CLOSED);

  private volatile boolean gone;

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
      LOG.errorf(e, "BERTH-201 a forward failed inside this node; its answer is cut");
      breakOff();
    } finally {
      lock.unlock();
    }
    return false;
  }

  boolean isGone() {
    return gone;
  }

  /** Sets status and headers as the node said them, hop-by-hop ones and framing left out. */
  void begin(ResponseHead head, boolean closes, String pseudonym) {
    begun = true;
    touch((response, stream) -> NodeToClientHead.write(head, response, closes && isOld, pseudonym));
  }

  void write(byte[] bytes, int from, int length) {
    if (length > 0) {
      touch((response, stream) -> stream.write(bytes, from, length));
    }
  }

  void flush() {
    touch((response, stream) -> stream.flush());
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
    if (gate.get() == CLOSED && gate.compareAndSet(CLOSED, AWAITED)) {
      return false;
    }
    return gate.get() == OPEN;
  }

  /** Asks the container anew, after a write. Answers like {@link #isWritable}. */
  boolean isStillWritable() {
    gate.set(CLOSED);
    if (!touch(
        (response, stream) -> gate.compareAndSet(CLOSED, stream.isReady() ? OPEN : CLOSED))) {
      return false;
    }
    return isWritable();
  }

  @Override
  public void onWritePossible() {
    if (gate.getAndSet(OPEN) == AWAITED) {
      exchange.clientWritable();
    }
  }

  /** The response is whole, as far as we are concerned. The loop's thread, without the lock. */
  void complete() {
    lock.lock();
    boolean ours = !gone;
    gone = true;
    lock.unlock();
    if (ours) {
      completeQuietly();
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
