package io.berth.sample.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that each keep one connection and ask again as soon as they are answered (a closed loop).
 * Every answer is checked: its status, its length, and that the right backend gave it.
 */
final class Load implements AutoCloseable {
  private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BACKEND = "backend:".getBytes(StandardCharsets.US_ASCII);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long POLL_NANOS = 10_000_000;
  private static final int MAX_ERRORS = 100_000;

  private final Reactor reactor;
  private final InetSocketAddress node;
  private final List<Ask> asks;
  private final List<Client> clients = new ArrayList<>();
  private Tally tally = new Tally();
  private boolean closed;
  private int idle;

  private Load(Reactor reactor, InetSocketAddress node, List<Ask> asks) {
    this.reactor = reactor;
    this.node = node;
    this.asks = List.copyOf(asks);
  }

  static Load start(Reactor reactor, int port, List<Ask> asks, int connections) {
    Load load = new Load(reactor, new InetSocketAddress("127.0.0.1", port), asks);
    return reactor.call(
        () -> {
          for (int i = 0; i < connections; i++) {
            Client client = load.new Client(i);
            load.clients.add(client);
            client.connect();
          }
          return load;
        });
  }

  /** Ends the current window and begins the next. */
  Tally take() {
    return reactor.call(
        () -> {
          Tally taken = tally;
          tally = new Tally();
          return taken;
        });
  }

  private final class Client implements Reactor.Handler {
    private final Framing answer = new Framing();
    private int turn;
    private long asked;
    private SocketChannel channel = SocketChannel.open();
    private ByteBuffer request = ByteBuffer.allocate(0);

    Client(int turn) throws IOException {
      this.turn = turn;
    }

    void connect() throws IOException {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      boolean connected = channel.connect(node);
      reactor.register(channel, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
      next();
    }

    private void next() {
      turn++;
      answer.reset();
      request = ByteBuffer.wrap(ask().bytes());
      asked = System.nanoTime();
    }

    private Ask ask() {
      return asks.get(Math.floorMod(turn, asks.size()));
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
      if (key.isReadable()) {
        read(key);
      } else if (!key.isConnectable() || channel.finishConnect()) {
        write(key);
      }
    }

    private void write(SelectionKey key) throws IOException {
      channel.write(request);
      int interest = request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
      if (key.interestOps() != interest) {
        key.interestOps(interest);
      }
    }

    private void read(SelectionKey key) throws IOException {
      ByteBuffer in = reactor.input();
      if (channel.read(in) < 0) {
        throw new EOFException("the node closed the connection");
      }
      long before = answer.bodyBytes();
      boolean whole = answer.take(in.flip());
      tally.received(answer.bodyBytes() - before);
      if (whole) {
        check(in);
        tally.answered(System.nanoTime() - asked);
        if (closed) {
          idle++;
        } else {
          next();
          write(key);
        }
      }
    }

    private void check(ByteBuffer leftOver) throws ProtocolException {
      Ask ask = ask();
      if (!answer.headHas(0, OK)) {
        throw new ProtocolException("the status is not 200");
      }
      if (answer.bodyBytes() != ask.bodyBytes() || leftOver.hasRemaining()) {
        throw new ProtocolException("a body of " + answer.bodyBytes() + " bytes");
      }
      if (ask.backend() != 0 && answer.firstOf(BACKEND) != ask.backend()) {
        throw new ProtocolException("answered by the wrong backend");
      }
    }

    /** Counted, and tried again on a new connection. */
    @Override
    public void broken(IOException cause) {
      if (closed) {
        idle++;
        return;
      }
      tally.failed(cause.toString());
      if (tally.errors() > MAX_ERRORS) {
        throw new IllegalStateException("the node on " + node + " fails all the time", cause);
      }
      try {
        channel = SocketChannel.open();
        connect();
      } catch (IOException e) {
        throw new IllegalStateException("no connection to " + node + " can be opened", e);
      }
    }
  }

  /** Lets every client have its last answer, so that no node is left with a broken exchange. */
  @Override
  public void close() {
    reactor.call(() -> closed = true);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (reactor.call(() -> idle) < clients.size() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    reactor.call(
        () -> {
          clients.forEach(client -> Reactor.close(client.channel));
          return closed;
        });
  }
}
