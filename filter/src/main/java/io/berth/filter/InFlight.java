package io.berth.filter;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** How many requests this application is at, the asynchronous ones included. Thread-safe. */
final class InFlight {
  private static final Logger LOG = Logger.getLogger(InFlight.class);

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  void begin() {
    begun.increment();
  }

  /** The chain has returned: that is the end, unless the application goes on asynchronously. */
  void end(HttpServletRequest request) {
    if (!goesOn(request)) {
      ended.increment();
    }
  }

  private boolean goesOn(HttpServletRequest request) {
    try {
      if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new Ended());
        return true;
      }
    } catch (IllegalStateException e) {
      LOG.debugf(e, "an asynchronous request ended just now");
    }
    return false;
  }

  /** What has ended is read first, so that what is still under way is never missed. */
  int count() {
    long over = ended.sum();
    return (int) Math.max(0, begun.sum() - over);
  }

  /** The container calls it once at the end, whatever came before. */
  private final class Ended implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      ended.increment();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // onComplete follows
    }

    @Override
    public void onError(AsyncEvent event) {
      // onComplete follows
    }

    /** A new cycle forgets its listeners. */
    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
