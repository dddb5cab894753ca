package io.berth.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One connection to a node. Used by one exchange at a time, on the loop's thread only. */
final class UpstreamConnection implements SelectorLoop.Ready {
  private static final Logger LOG = Logger.getLogger(UpstreamConnection.class);

  private final NodePool pool;
  private final SelectorLoop loop;
  private final SocketChannel channel;
  private final @Nullable TlsLayer tls;
  private final SelectionKey key;
  private @Nullable Tries connecting;
  private @Nullable UpstreamOwner owner;
  private boolean used;
  private long idleSince;

  /** Begins to connect for {@code tries}. */
  UpstreamConnection(SelectorLoop loop, NodePool pool, InetSocketAddress address, Tries tries)
      throws IOException {
    this.pool = pool;
    this.loop = loop;
    this.connecting = tries;
    this.owner = tries;
    this.channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      this.tls = pool.layer(channel);
      this.key = loop.register(channel, SelectionKey.OP_CONNECT, this);
      if (channel.connect(address)) {
        loop.execute(() -> connectedAtOnce(tries));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether it has carried an exchange before: then the node may just have closed it. */
  boolean isUsed() {
    return used;
  }

  long idleSince() {
    return idleSince;
  }

  void lend(UpstreamOwner to) {
    owner = to;
  }

  /** The exchange is over; nobody is interested but in whether the node closes it. */
  void rest(long now) {
    owner = null;
    used = true;
    idleSince = now;
    want(SelectionKey.OP_READ);
  }

  @Override
  public void ready(SelectionKey ready) {
    UpstreamOwner current = owner;
    Tries first = connecting;
    if (current == null) {
      discardUnlessSilent();
    } else if (first != null) {
      finishConnect(first);
    } else {
      if (ready.isWritable() && hasFlushed()) {
        current.upstreamWritable();
      }
      if (ready.isValid() && ready.isReadable() && current == owner) {
        current.upstreamReadable();
        if (tls != null && tls.isEnded() && ready.isValid() && current == owner) {
          current.upstreamReadable(); // the end came with the last bytes; there is no other event
        }
      }
    }
  }

  /** TLS has things to say of its own: then nobody's bytes came. */
  private void discardUnlessSilent() {
    if (tls == null || !isSilent()) {
      pool.discard(this);
    }
  }

  private boolean hasFlushed() {
    try {
      boolean flushed = tls == null || tls.flush();
      if (flushed && tls != null) {
        want(SelectionKey.OP_WRITE, false);
      }
      return flushed;
    } catch (IOException e) {
      LOG.debugf(e, "what there is to read decides");
      return true;
    }
  }

  /** No readiness is announced for a connection that stood at once. */
  private void connectedAtOnce(Tries first) {
    if (connecting == first && channel.isOpen()) {
      finishConnect(first);
    }
  }

  private void finishConnect(Tries current) {
    try {
      channel.finishConnect();
      int next = tls == null ? TlsLayer.SECURED : tls.secure(this::secureOn);
      if (next != TlsLayer.SECURED) {
        want(next);
        return;
      }
      connecting = null;
    } catch (IOException e) {
      connecting = null;
      current.connectFailed(e);
      return;
    }
    want(SelectionKey.OP_READ);
    current.connected(this);
  }

  /** Somebody has checked a certificate. Any thread. */
  private void secureOn() {
    loop.execute(
        () -> {
          Tries first = connecting;
          if (first != null && channel.isOpen()) {
            finishConnect(first);
          }
        });
  }

  @Override
  public void failed(Throwable defect) {
    UpstreamOwner current = owner;
    if (current == null) {
      pool.discard(this);
    } else {
      current.defect();
    }
  }

  int read(ByteBuffer into) throws IOException {
    return tls == null ? channel.read(into) : tls.read(into);
  }

  int write(ByteBuffer from) throws IOException {
    return tls == null ? channel.write(from) : tls.write(from);
  }

  /** Whether an idle connection is silent, as it should be; costs a system call. */
  boolean isSilent() {
    try {
      return read(ByteBuffer.allocate(tls == null ? 1 : tls.clearBytes())) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  void want(int operations) {
    int all = hasUnsent() ? operations | SelectionKey.OP_WRITE : operations;
    if (key.isValid() && key.interestOps() != all) {
      key.interestOps(all);
    }
  }

  /** Whether there are sealed bytes that the socket did not take yet. */
  boolean hasUnsent() {
    return tls != null && tls.hasUnsent();
  }

  /** Adds or removes one operation. */
  void want(int operation, boolean wanted) {
    if (key.isValid()) {
      int now = key.interestOps();
      want(wanted ? now | operation : now & ~operation);
    }
  }

  /** Says that nothing more will come from our side. */
  void endOutput() throws IOException {
    if (tls != null) {
      tls.end();
    }
    channel.shutdownOutput();
  }

  void close() {
    owner = null;
    connecting = null;
    try {
      if (tls != null && channel.isOpen()) {
        tls.end();
      }
      channel.close();
    } catch (IOException e) {
      LOG.debugf(e, "a connection to a node did not close cleanly");
    }
  }
}
