package io.berth.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * One browser that listens to events. It holds no thread while it waits, and who takes nothing
 * misses events instead of holding up the others.
 *
 * <p>Threads: one writes; the container's tell of errors, after which the container gives the
 * response to somebody else. So nothing is written without the lock, and never again after that.
 */
final class LiveStream implements AsyncListener, WriteListener {
  private static final Logger LOG = Logger.getLogger(LiveStream.class);

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean over;

  private LiveStream(AsyncContext async, ServletOutputStream out) {
    this.async = async;
    this.out = out;
  }

  static LiveStream open(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    LiveStream stream = new LiveStream(async, response.getOutputStream());
    async.addListener(stream);
    stream.out.setWriteListener(stream);
    return stream;
  }

  /**
   * Sends an event, unless the last ones are still on their way.
   *
   * @return false when nobody listens any more
   */
  boolean say(String event) {
    lock.lock();
    try {
      if (!over && out.isReady()) {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        if (out.isReady()) {
          out.flush();
        }
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debugf(e, "a browser does not listen any more");
      over = true;
    } finally {
      lock.unlock();
    }
    return !over;
  }

  /** The browser asks again, and may get another node. */
  void end() {
    if (leave()) {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        LOG.debugf(e, "the container had ended the stream already");
      }
    }
  }

  private boolean leave() {
    lock.lock();
    try {
      boolean here = !over;
      over = true;
      return here;
    } finally {
      lock.unlock();
    }
  }

  /** Bounded: a write that fails may be waiting for the container's thread. */
  private void lost() {
    over = true;
    try {
      if (lock.tryLock(1, TimeUnit.SECONDS)) {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onWritePossible() {}

  @Override
  public void onError(Throwable t) {
    lost();
  }

  @Override
  public void onError(AsyncEvent event) {
    lost();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    lost();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    over = true;
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
