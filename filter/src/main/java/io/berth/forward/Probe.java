package io.berth.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a node that was set aside whether it is back. Any HTTP answer will do; a connection alone
 * will not, for the kernel of a frozen node grants that. The loop's thread.
 */
final class Probe implements SelectorLoop.Ready {
  private static final Logger LOG = Logger.getLogger(Probe.class);
  private static final int START = "HTTP/1.1".length();

  private final SelectorLoop loop;
  private final NodePool pool;
  private final SocketChannel channel;
  private final @Nullable TlsLayer tls;
  private final SelectionKey key;
  private final ByteBuffer question;
  private final ByteBuffer answer;
  private final long deadline;
  private boolean connected;
  private boolean done;

  /** Asks the node of {@code pool}, which is told once what came of it. */
  Probe(SelectorLoop loop, NodePool pool, InetSocketAddress address, long deadline)
      throws IOException {
    this.loop = loop;
    this.pool = pool;
    this.deadline = deadline;
    this.question =
        ByteBuffer.wrap(
            ("OPTIONS / HTTP/1.1\r\nHost: "
                    + address.getHostString()
                    + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    this.channel = SocketChannel.open();
    try {
      this.tls = pool.layer(channel);
      this.answer = ByteBuffer.allocate(tls == null ? START : tls.clearBytes());
      this.key = loop.register(channel, SelectionKey.OP_CONNECT, this);
      if (channel.connect(address)) {
        key.interestOps(SelectionKey.OP_WRITE);
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      if (!connected) {
        connect();
      } else if (ready.isWritable()) {
        write();
      } else {
        read();
      }
    } catch (IOException e) {
      LOG.debugf(e, "a probe found nobody it believes");
      finish(false);
    }
  }

  private void connect() throws IOException {
    channel.finishConnect();
    int next = tls == null ? TlsLayer.SECURED : tls.secure(this::connectOn);
    connected = next == TlsLayer.SECURED;
    key.interestOps(connected ? SelectionKey.OP_WRITE : next);
  }

  /** Somebody has checked a certificate. Any thread. */
  private void connectOn() {
    loop.execute(
        () -> {
          if (!done) {
            ready(key);
          }
        });
  }

  private void write() throws IOException {
    boolean unsent;
    if (tls == null) {
      channel.write(question);
      unsent = question.hasRemaining();
    } else {
      tls.write(question);
      unsent = question.hasRemaining() || tls.hasUnsent();
    }
    key.interestOps(unsent ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  private void read() throws IOException {
    int length = tls == null ? channel.read(answer) : tls.read(answer);
    if (length < 0 || answer.position() >= START) {
      finish(answer.position() >= START && ResponseHead.startsLikeHttp(answer.array(), 0, START));
    }
  }

  void tick(long now) {
    if (now - deadline > 0) {
      finish(false);
    }
  }

  @Override
  public void failed(Throwable defect) {
    finish(false);
  }

  private void finish(boolean answers) {
    if (!done) {
      done = true;
      close();
      pool.probed(answers);
    }
  }

  void close() {
    done = true;
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debugf(e, "a probe did not close cleanly");
    }
  }
}
