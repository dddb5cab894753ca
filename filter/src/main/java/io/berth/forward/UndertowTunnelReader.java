package io.berth.forward;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.Executor;

/** Reads an upgraded connection on Undertow, which only its own thread may do. */
final class UndertowTunnelReader extends ClientToNodeBody {
  private final Sink sink;
  private final Executor thread;

  /**
   * @param thread the connection's
   */
  UndertowTunnelReader(ServletInputStream in, BufferPool buffers, Sink sink, Executor thread) {
    super(in, buffers, sink);
    this.sink = sink;
    this.thread = thread;
  }

  @Override
  void resume() {
    if (isStopped()) {
      thread.execute(this::readOn);
    }
  }

  private void readOn() {
    try {
      super.resume();
    } catch (IOException | RuntimeException e) {
      sink.failed();
    }
  }
}
