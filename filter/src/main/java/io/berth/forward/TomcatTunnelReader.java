package io.berth.forward;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads an upgraded connection on Tomcat, which only the container's thread may do, and which
 * Tomcat calls for again at once when its callback returns and bytes are left.
 *
 * <p>So a call that comes while the node takes nothing is slowed down to one in a few milliseconds.
 * It must not wait for longer, for Tomcat writes nothing to that client meanwhile. A call that
 * leaves without having read leaves bytes in Tomcat's own buffer, of which no further call tells;
 * then we ask for one, but only if none comes by itself: every call that is asked for brings its
 * own successors, and many of them would starve the writer.
 */
final class TomcatTunnelReader extends ClientToNodeBody {
  private static final long SLOW_DOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long MISSED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Semaphore waiting;
  private final Runnable askForCall;
  private volatile long calls;
  private volatile boolean leftInVain;
  private boolean awaited;
  private long callsBefore;
  private long resumedAt;

  /**
   * @param waiting how many threads may wait at a time, shared by all
   * @param askForCall has the container call {@code onDataAvailable}
   */
  TomcatTunnelReader(
      ServletInputStream in,
      BufferPool buffers,
      Sink sink,
      Semaphore waiting,
      Runnable askForCall) {
    super(in, buffers, sink);
    this.waiting = waiting;
    this.askForCall = askForCall;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // Tomcat calls with one thread at a time
  public void onDataAvailable() throws IOException {
    calls++;
    super.onDataAvailable();
  }

  @Override
  void calledWhileStopped() throws IOException {
    if (!waiting.tryAcquire()) {
      throw new IOException("too many upgraded connections wait for their nodes");
    }
    try {
      awaitTurn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      waiting.release();
    }
    leftInVain = true; // said before it is true, so that resume() cannot miss it
    if (!isStopped()) {
      leftInVain = false;
      super.onDataAvailable();
    }
  }

  private synchronized void awaitTurn() throws InterruptedException {
    long end = System.nanoTime() + SLOW_DOWN_NANOS;
    for (long left = SLOW_DOWN_NANOS; isStopped() && left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  @Override
  void resume() {
    if (leaveToContainer()) {
      awaited = leftInVain;
      callsBefore = calls;
      resumedAt = System.nanoTime();
      synchronized (this) {
        notifyAll();
      }
    }
  }

  @Override
  void tick(long now) {
    if (awaited && now - resumedAt > MISSED_NANOS) {
      awaited = false;
      if (calls == callsBefore) {
        askForCall.run();
      }
    }
  }
}
