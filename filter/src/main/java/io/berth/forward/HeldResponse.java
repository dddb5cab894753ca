package io.berth.forward;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The container's response as long as it is ours.
 *
 * <p>Threads: the loop's thread writes; the container's threads call the listeners. A container
 * that was told of an error recycles request and response, and on Tomcat whoever touches them after
 * that writes into somebody else's answer. So the loop touches them only while it holds {@link
 * #lock} and nobody has {@link #gone}; the container's error callbacks take the lock before they
 * return. {@code onComplete} must not take it: Tomcat calls it under a monitor that a failing write
 * wants, too; it only comes after an error callback or our own {@code complete()}, which is called
 * without the lock for the same reason.
 */
final class HeldResponse {
  private static final Logger LOG = Logger.getLogger(HeldResponse.class);

  private final ServletRequest clientToNode;
  private final ContainerAdapter container;
  private final HttpServletResponse nodeToClient;
  private final AsyncContext async;
  private final ServletOutputStream out;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean gone;

  HeldResponse(HttpServletRequest clientToNode, HttpServletResponse response, AsyncContext async)
      throws IOException {
    this.clientToNode = ContainerAdapter.unwrapped(clientToNode);
    this.container = ContainerAdapter.of(this.clientToNode);
    this.nodeToClient = response;
    this.async = async;
    this.out = response.getOutputStream();
  }

  /** The container's thread, once: from now on the container says how it goes. */
  void watch(AsyncListener listener) {
    async.addListener(listener);
  }

  /**
   * The container's thread, before anything asynchronous: from now on it also says when the client
   * can take more.
   */
  void listen(WriteListener listener) {
    out.setWriteListener(listener);
  }

  /** The same later. The loop's thread. */
  void listenNow(WriteListener listener) {
    touch((response, stream) -> stream.setWriteListener(listener));
  }

  /** The container's own request. */
  ServletRequest clientToNode() {
    return clientToNode;
  }

  ContainerAdapter container() {
    return container;
  }

  boolean isGone() {
    return gone;
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
    touch((response, stream) -> breakOff());
  }

  /** The container ends the request after that, with no word of ours. */
  void breakOff() {
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

  /**
   * A container's thread, before it recycles anything.
   *
   * @return whether it was still here
   */
  boolean giveUp() {
    boolean locked = false;
    try {
      locked = lock.tryLock(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean here = giveUpUnlocked();
    if (locked) {
      lock.unlock();
    }
    return here;
  }

  /** The same where the lock must not be waited for. */
  boolean giveUpUnlocked() {
    boolean here = !gone;
    gone = true;
    return here;
  }
}
