package io.berth.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/**
 * Asks a node that was set aside whether it is back. Any HTTP answer will do; a connection alone
 * will not, for the kernel of a frozen node grants that. The loop's thread.
 */
final class Probe implements SelectorLoop.Ready {
  private static final Logger LOG = Logger.getLogger(Probe.class);

  /** Is told once what came of it. */
  interface Result {
    void probed(boolean answers);
  }

  private final Result result;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer question;
  private final ByteBuffer answer = ByteBuffer.allocate(8);
  private final long deadline;
  private boolean done;

  Probe(SelectorLoop loop, InetSocketAddress address, long deadline, Result result)
      throws IOException {
    this.result = result;
    this.deadline = deadline;
    this.question =
        ByteBuffer.wrap(
            ("OPTIONS / HTTP/1.1\r\nHost: "
                    + address.getHostString()
                    + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    this.channel = SocketChannel.open();
    try {
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
      if (ready.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_WRITE);
      } else if (ready.isWritable()) {
        channel.write(question);
        key.interestOps(question.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      } else {
        read();
      }
    } catch (IOException e) {
      finish(false);
    }
  }

  private void read() throws IOException {
    int length = channel.read(answer);
    if (length < 0 || !answer.hasRemaining()) {
      finish(
          !answer.hasRemaining()
              && ResponseHead.startsLikeHttp(answer.array(), 0, answer.capacity()));
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
      result.probed(answers);
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
