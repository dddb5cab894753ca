package io.berth.forward;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has switched protocols: bytes both ways until one side ends. A client that ends
 * its half may still be sent something (Undertow); a node that ends its half ends the tunnel, for
 * the Servlet API has no half-close.
 *
 * <p>Threads: what is marked so is for the container's threads; the rest is the loop's.
 */
final class Tunnel extends Underway implements UpstreamOwner, ClientToNodeBody.Sink {
  private static final Logger LOG = Logger.getLogger(Tunnel.class);
  private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Forwarding forwarding;
  private final NodePool pool;
  private final UpstreamConnection node;
  private final ContainerAdapter container;
  private final ClientToNodeSender toNode;
  private final WebSocketGoodbye goodbye = new WebSocketGoodbye();
  private final boolean webSocket;
  private byte[] early;
  private @Nullable TunnelClient client;
  private boolean nodeEnded;
  private boolean clientEnded;
  private boolean closed;
  private long deadline;

  /**
   * @param protocol what the connection was switched to
   * @param early what the node said behind its 101
   */
  Tunnel(
      Forwarding forwarding,
      NodePool pool,
      UpstreamConnection node,
      ContainerAdapter container,
      String protocol,
      byte[] early) {
    this.forwarding = forwarding;
    this.pool = pool;
    this.node = node;
    this.container = container;
    this.webSocket = protocol.equalsIgnoreCase("websocket");
    this.early = early;
    this.toNode =
        new ClientToNodeSender(
            NOTHING, false, new ArrayDeque<>(4), ClientToNodeSender.UNKNOWN, this::freed);
  }

  /** The connection is ours; nothing is read until the client's end is there. */
  void begin() {
    node.lend(this);
    node.want(0);
    progress();
    forwarding.add(this);
  }

  // ---- container threads

  /** The container has said 101. Container's thread. */
  void clientOpened(WebConnection connection) {
    try {
      TunnelClient opened = new TunnelClient(connection, container, this, forwarding);
      forwarding.loop().execute(() -> opened(opened));
      opened.listen();
    } catch (IOException | RuntimeException e) {
      LOG.debugf(e, "an upgraded connection could not be opened");
      clientGone();
    }
  }

  /** More from the client. Container's thread. */
  @Override
  public boolean content(byte[] buffer, int length) {
    forwarding.loop().execute(() -> take(new Piece(buffer, length)));
    return true;
  }

  @Override
  public void pause() {}

  /** The client will say no more. Container's thread. */
  @Override
  public void end() {
    forwarding.loop().execute(this::endFromClient);
  }

  @Override
  public void failed() {
    clientGone();
  }

  /** The client's connection is gone. Container's thread. */
  void clientGone() {
    forwarding.loop().execute(this::close);
  }

  /** The client can take more. Container's thread. */
  void clientWritable() {
    forwarding.loop().execute(this::resume);
  }

  // ---- the loop's thread

  private void opened(TunnelClient opened) {
    client = opened;
    if (closed) {
      opened.close();
    } else {
      resume();
    }
  }

  private void resume() {
    TunnelClient to = client;
    if (closed || to == null || !to.isWritable()) {
      return;
    }
    progress();
    byte[] first = early;
    early = new byte[0];
    if (first.length > 0 && !write(to, first, 0, first.length)) {
      return;
    }
    if (goodbye.isWanted() && goodbye.isBetweenFrames()) {
      sayGoodbye(to, new byte[0]);
    } else if (nodeEnded) {
      close();
    } else {
      node.want(SelectionKey.OP_READ, true);
    }
  }

  /** Whether to go on reading from the node. */
  private boolean write(TunnelClient to, byte[] bytes, int from, int length) {
    if (goodbye.isSaid()) {
      return true;
    }
    int end = webSocket ? goodbye.follow(bytes, from, from + length) : from + length;
    if (goodbye.isWanted() && goodbye.isBetweenFrames()) {
      sayGoodbye(to, Arrays.copyOfRange(bytes, from, end));
      return true;
    }
    boolean more = to.write(bytes, from, length);
    if (!more && !closed) {
      node.want(SelectionKey.OP_READ, false);
    }
    return more;
  }

  /** The client answers with a close frame, which ends the node's end, too. */
  private void sayGoodbye(TunnelClient to, byte[] before) {
    byte[] close = goodbye.say();
    byte[] both = Arrays.copyOf(before, before.length + close.length);
    System.arraycopy(close, 0, both, before.length, close.length);
    to.write(both, 0, both.length);
    deadline = System.nanoTime() + GOODBYE_NANOS;
    node.want(SelectionKey.OP_READ, true);
  }

  @Override
  void handOver() {
    if (webSocket && !closed && !goodbye.isSaid()) {
      goodbye.want();
      resume();
    }
  }

  @Override
  public void upstreamReadable() {
    TunnelClient to = client;
    if (closed || to == null) {
      return;
    }
    ByteBuffer buffer = forwarding.loop().buffer();
    int length;
    try {
      length = node.read(buffer);
    } catch (IOException e) {
      length = -1;
    }
    if (length > 0) {
      progress();
      write(to, forwarding.loop().bytes(), 0, length);
    } else if (length < 0) {
      nodeEnded = true;
      node.want(SelectionKey.OP_READ, false);
      resume();
    }
  }

  private void take(Piece piece) {
    toNode.add(piece);
    upstreamWritable();
  }

  private void endFromClient() {
    clientEnded = true;
    upstreamWritable();
  }

  @Override
  public void upstreamWritable() {
    if (closed) {
      return;
    }
    try {
      progress();
      toNode.write(node);
      node.want(SelectionKey.OP_WRITE, !toNode.isDrained());
      if (clientEnded && toNode.isDrained()) {
        node.endOutput();
      }
    } catch (IOException e) {
      close();
    }
  }

  private void freed(byte[] buffer) {
    forwarding.buffers().giveBack(buffer);
    TunnelClient from = client;
    if (from != null && !closed) {
      try {
        from.sent();
      } catch (IOException e) {
        close();
      }
    }
  }

  private void progress() {
    if (goodbye.isSaid()) {
      return; // a client that does not answer is not waited for
    }
    deadline = System.nanoTime() + forwarding.settings().streamIdleTimeout().toNanos();
  }

  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    toNode.abandon();
    pool.discard(node);
    forwarding.remove(this);
    if (client != null) {
      client.close();
    }
  }

  @Override
  void tick(long now) {
    if (now - deadline > 0) {
      close();
    } else if (client != null) {
      client.tick(now);
    }
  }

  @Override
  void forwarderCloses() {
    close();
  }

  @Override
  public void defect() {
    close();
  }
}
