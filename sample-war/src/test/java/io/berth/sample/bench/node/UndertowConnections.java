package io.berth.sample.bench.node;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import org.xnio.OptionMap;
import org.xnio.XnioIoThread;

/** Connections to one backend, all used by one I/O thread. */
final class UndertowConnections {
  private static final ByteBufferPool BUFFERS = new DefaultByteBufferPool(true, 64 * 1024);

  private final URI backend;
  private final XnioIoThread thread;
  private final Deque<ClientConnection> idle = new ArrayDeque<>();

  UndertowConnections(URI backend, XnioIoThread thread) {
    this.backend = backend;
    this.thread = thread;
  }

  XnioIoThread thread() {
    return thread;
  }

  /** The I/O thread. */
  void lend(ClientCallback<ClientConnection> to) {
    ClientConnection free = idle.pollFirst();
    while (free != null && !free.isOpen()) {
      free = idle.pollFirst();
    }
    if (free != null) {
      to.completed(free);
    } else {
      UndertowClient.getInstance().connect(to, backend, thread, BUFFERS, OptionMap.EMPTY);
    }
  }

  /** The I/O thread. */
  void giveBack(ClientConnection connection) {
    idle.addFirst(connection);
  }
}
