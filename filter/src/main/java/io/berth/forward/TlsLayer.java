package io.berth.forward;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * TLS between a connection and its socket: what is read comes out in the clear, what is written
 * goes out sealed. Never blocks; certificates are checked on threads aside. The loop's thread.
 */
final class TlsLayer {
  /** What {@link #secure} answers when the handshake is over. */
  static final int SECURED = -1;

  private static final Logger LOG = Logger.getLogger(TlsLayer.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final SocketChannel channel;
  private final Executor aside;

  /** Sealed bytes from the node, to be read on; holds more than one record. */
  private final ByteBuffer in;

  /** Sealed bytes for the node that the socket did not take yet. */
  private final ByteBuffer out;

  private boolean begun;
  private boolean secured;
  private boolean ended;

  TlsLayer(SSLEngine engine, SocketChannel channel, Executor aside) {
    this.engine = engine;
    this.channel = channel;
    this.aside = aside;
    int packet = engine.getSession().getPacketBufferSize();
    this.in = ByteBuffer.allocate(2 * packet);
    this.out = ByteBuffer.allocate(packet).limit(0);
  }

  /**
   * Carries the handshake on as far as it goes.
   *
   * @param again is run, by whoever checks certificates, when there is more to do
   * @return what to wait for, 0 for {@code again}, or {@link #SECURED}
   */
  int secure(Runnable again) throws IOException {
    while (true) {
      if (!flush()) {
        return SelectionKey.OP_WRITE;
      }
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          runTasks(again);
          return 0;
        }
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrapHandshake()) {
            return SelectionKey.OP_READ;
          }
        }
        case NOT_HANDSHAKING, FINISHED -> {
          if (!begun) {
            begun = true;
            engine.beginHandshake();
          } else {
            secured = true;
            return SECURED;
          }
        }
      }
    }
  }

  private void runTasks(Runnable again) throws IOException {
    try {
      aside.execute(
          () -> {
            Runnable task = engine.getDelegatedTask();
            while (task != null) {
              task.run();
              task = engine.getDelegatedTask();
            }
            again.run();
          });
    } catch (RejectedExecutionException e) {
      throw new SSLException("too many handshakes at once", e);
    }
  }

  /** Whether there was enough to go on. */
  private boolean unwrapHandshake() throws IOException {
    in.flip();
    SSLEngineResult result;
    try {
      result = engine.unwrap(in, NOTHING);
    } finally {
      in.compact();
    }
    if (result.getStatus() == SSLEngineResult.Status.CLOSED
        || result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      throw new SSLException("the node ended the handshake");
    }
    if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      return true;
    }
    int length = channel.read(in);
    if (length < 0) {
      throw new SSLException("the node closed the connection within the handshake");
    }
    return length > 0;
  }

  /**
   * Like a socket's. {@code into} must have room for what two records hold.
   *
   * @throws EOFException when the connection ends without TLS saying so: then something is missing
   */
  int read(ByteBuffer into) throws IOException {
    int before = into.position();
    int length = ended ? -1 : channel.read(in);
    in.flip();
    try {
      while (!ended && in.hasRemaining() && unwrap(into)) {
        // record by record
      }
    } finally {
      in.compact();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !hasUnsent() && !ended) {
      wrap(NOTHING);
      flush();
    }
    if (into.position() > before) {
      return into.position() - before;
    }
    if (length < 0 && !ended) {
      throw new EOFException("the connection ended, and TLS did not say so");
    }
    return ended ? -1 : 0;
  }

  private boolean unwrap(ByteBuffer into) throws IOException {
    SSLEngineResult result = engine.unwrap(in, into);
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      throw new SSLException("the node wants another handshake");
    }
    ended = result.getStatus() == SSLEngineResult.Status.CLOSED;
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  /** Like a socket's; what it took and could not send yet is {@link #hasUnsent}. */
  int write(ByteBuffer from) throws IOException {
    int before = from.remaining();
    while (flush() && from.hasRemaining()) {
      wrap(from);
    }
    return before - from.remaining();
  }

  private void wrap(ByteBuffer from) throws IOException {
    out.clear();
    try {
      SSLEngineResult result = engine.wrap(from, out);
      if (result.getStatus() != SSLEngineResult.Status.OK) {
        throw new SSLException("TLS to the node is over: " + result.getStatus());
      }
    } finally {
      out.flip();
    }
  }

  boolean hasUnsent() {
    return out.hasRemaining();
  }

  /** Whether the node has said that it will say no more. */
  boolean isEnded() {
    return ended;
  }

  /** Whether nothing is left to send. */
  boolean flush() throws IOException {
    while (out.hasRemaining() && channel.write(out) > 0) {
      // as much as the socket takes
    }
    return !out.hasRemaining();
  }

  int clearBytes() {
    return 2 * engine.getSession().getApplicationBufferSize();
  }

  /** Says that nothing more will come, as far as the socket takes it at once. */
  void end() {
    try {
      engine.closeOutbound();
      if (secured && flush()) {
        out.clear();
        engine.wrap(NOTHING, out);
        out.flip();
        flush();
      }
    } catch (IOException e) {
      LOG.debugf(e, "a connection to a node could not say goodbye");
    }
  }
}
