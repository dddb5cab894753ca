package io.berth.forward;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads the client's body as it comes and hands it on in buffers; stops while too many are on their
 * way to the node.
 *
 * <p>Threads: one at a time reads, the one that moved {@link #turn} to {@link Turn#READING}. That
 * is the container's thread inside {@code onDataAvailable}; only after a stop for back-pressure is
 * it the loop's thread, which asks {@code isReady()} once more and so either reads what is there or
 * has the container call again. On both containers nobody else looks at the stream meanwhile (read
 * in the sources of Tomcat 10.1.59 and Undertow 2.3.23; upgraded connections differ).
 */
class ClientToNodeBody implements ReadListener {
  /** The most buffers that are on their way from one client; 64 KiB are collected whole. */
  static final int MOST_BUFFERS = 5;

  private static final int RESUME_BUFFERS = MOST_BUFFERS / 2;

  private enum Turn {
    /** The container calls when there is something. */
    CONTAINER,
    READING,
    /** Too much on its way: the loop resumes. */
    STOPPED,
    ENDED
  }

  /** What comes of the body. Called by the reading thread, in order. */
  interface Sink {
    /**
     * {@code length} bytes came.
     *
     * @return whether the buffer is kept; if not, its content has been copied
     */
    boolean content(byte[] buffer, int length);

    /** What was there has been read; the container calls when there is more. */
    void pause();

    void end();

    void failed();
  }

  private final ServletInputStream in;
  private final BufferPool buffers;
  private final Sink sink;
  private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.CONTAINER);
  private final AtomicInteger onTheWay = new AtomicInteger();

  ClientToNodeBody(ServletInputStream in, BufferPool buffers, Sink sink) {
    this.in = in;
    this.buffers = buffers;
    this.sink = sink;
  }

  /** The container's thread, once. */
  void listen() {
    in.setReadListener(this);
  }

  @Override
  public void onDataAvailable() throws IOException {
    if (take(Turn.CONTAINER)) {
      read();
    } else {
      calledWhileStopped();
    }
  }

  /** The container calls although nobody asked it to. Its thread. */
  void calledWhileStopped() throws IOException {}

  @Override
  public void onAllDataRead() {
    if (take(Turn.CONTAINER)) {
      end();
    }
  }

  @Override
  public void onError(Throwable t) {
    turn.set(Turn.ENDED);
    sink.failed();
  }

  /** A buffer has reached the node, or never will. The loop's thread. */
  void sent() throws IOException {
    if (onTheWay.decrementAndGet() <= RESUME_BUFFERS) {
      resume();
    }
  }

  /** There is room again, if it was missing. The loop's thread. */
  void resume() throws IOException {
    if (take(Turn.STOPPED)) {
      read();
    }
  }

  /** About every 100 ms. The loop's thread. */
  void tick(long now) {}

  /** Has the container's next call read; false when the reader had not stopped. */
  final boolean leaveToContainer() {
    return turn.compareAndSet(Turn.STOPPED, Turn.CONTAINER);
  }

  final boolean isStopped() {
    return turn.get() == Turn.STOPPED;
  }

  private boolean take(Turn from) {
    return turn.compareAndSet(from, Turn.READING);
  }

  private void read() throws IOException {
    while (!in.isFinished()) {
      if (onTheWay.get() >= MOST_BUFFERS && hasStopped()) {
        return;
      }
      turn.set(Turn.CONTAINER);
      if (!in.isReady()) {
        // From here on the container may be calling on another thread.
        if (in.isFinished() && take(Turn.CONTAINER)) {
          end();
        }
        sink.pause();
        return;
      }
      if (!take(Turn.CONTAINER)) {
        return;
      }
      readOnce();
    }
    end();
  }

  private boolean hasStopped() {
    turn.set(Turn.STOPPED);
    return onTheWay.get() > RESUME_BUFFERS || !take(Turn.STOPPED);
  }

  private void readOnce() throws IOException {
    byte[] buffer = buffers.take();
    int length = 0;
    try {
      length = in.read(buffer, BufferPool.ROOM_BEFORE, BufferPool.CONTENT_BYTES);
    } finally {
      if (length <= 0) {
        buffers.giveBack(buffer);
      }
    }
    if (length > 0) {
      onTheWay.incrementAndGet();
      if (!sink.content(buffer, length)) {
        onTheWay.decrementAndGet();
        buffers.giveBack(buffer);
      }
    }
  }

  private void end() {
    turn.set(Turn.ENDED);
    sink.end();
  }
}
