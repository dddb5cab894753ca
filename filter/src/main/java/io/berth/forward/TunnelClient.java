package io.berth.forward;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * The client's end of a tunnel. The container's threads read (see {@link ClientToNodeBody}); the
 * loop's thread writes, or has the one write that the container wants for that.
 */
final class TunnelClient implements WriteListener {
  private static final Logger LOG = Logger.getLogger(TunnelClient.class);

  private final WebConnection connection;
  private final ContainerAdapter container;
  private final Tunnel tunnel;
  private final ClientToNodeBody reader;
  private final ServletOutputStream out;
  private final Executor thread;
  private final Gate gate = new Gate();

  TunnelClient(WebConnection connection, ContainerAdapter container, Tunnel tunnel, Forwarding all)
      throws IOException {
    this.connection = connection;
    this.container = container;
    this.tunnel = tunnel;
    this.out = connection.getOutputStream();
    this.thread = thread();
    this.reader = reader(connection.getInputStream(), all);
  }

  private Executor thread() throws IOException {
    try {
      return container.threadOf(connection);
    } catch (ReflectiveOperationException e) {
      throw new IOException("this container does not say which thread may write", e);
    }
  }

  private ClientToNodeBody reader(ServletInputStream in, Forwarding all) {
    return container == ContainerAdapter.TOMCAT
        ? new TomcatTunnelReader(in, all.buffers(), tunnel, all.tunnelWaits(), this::callReader)
        : new UndertowTunnelReader(in, all.buffers(), tunnel, thread);
  }

  private void callReader() {
    try {
      container.callReader(connection);
    } catch (ReflectiveOperationException | IOException e) {
      LOG.errorf(e, "BERTH-211 an upgraded connection cannot go on; it is closed");
      tunnel.clientGone();
    }
  }

  /** The container's thread, once. */
  void listen() {
    out.setWriteListener(this);
    reader.listen();
  }

  @Override
  public void onWritePossible() {
    if (gate.open()) {
      tunnel.clientWritable();
    }
  }

  @Override
  public void onError(Throwable t) {
    tunnel.clientGone();
  }

  /** Whether the client can take something; if not, the tunnel is told when. The loop's thread. */
  boolean isWritable() {
    return gate.isOpen();
  }

  /** Writes and flushes; answers like {@link #isWritable}. The loop's thread. */
  boolean write(byte[] bytes, int from, int length) {
    // A copy of the right size: Undertow writes the whole array, whatever the range it is given.
    byte[] copy = Arrays.copyOfRange(bytes, from, from + length);
    gate.shut();
    thread.execute(() -> write(copy));
    return gate.isOpen();
  }

  /** Asks the container once only, for it calls back once for each time it has said no. */
  private void write(byte[] bytes) {
    try {
      out.write(bytes);
      if (out.isReady()) {
        out.flush();
        if (out.isReady()) {
          onWritePossible();
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debugf(e, "the client of a tunnel is gone");
      tunnel.clientGone();
    }
  }

  /** A buffer has reached the node. The loop's thread. */
  void sent() throws IOException {
    reader.sent();
  }

  void tick(long now) {
    reader.tick(now);
  }

  /** Ends the connection at once. Any thread. */
  void close() {
    try {
      container.close(connection);
    } catch (Exception e) {
      LOG.debugf(e, "an upgraded connection did not close cleanly");
    }
  }
}
