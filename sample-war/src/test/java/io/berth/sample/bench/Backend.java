package io.berth.sample.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A node's application as it looks from the network: {@code /bytes/N} is answered by N bytes,
 * whatever body came with the request. Its name, one character, is in every answer.
 */
final class Backend implements AutoCloseable {
  private static final byte[] PATH = " /bytes/".getBytes(StandardCharsets.US_ASCII);
  private static final int BACKLOG = 1024;

  private final Reactor reactor;
  private final char name;
  private final ServerSocketChannel door = ServerSocketChannel.open();
  private final ByteBuffer filler = Canned.filler();
  private boolean complained;
  private final Map<Long, Canned> answers = new HashMap<>();

  Backend(Reactor reactor, char name, int port) throws IOException {
    this.reactor = reactor;
    this.name = name;
    door.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    door.bind(new InetSocketAddress("127.0.0.1", port), BACKLOG);
    reactor.call(
        () -> {
          reactor.register(door, SelectionKey.OP_ACCEPT, new Door());
          return door;
        });
  }

  private final class Door implements Reactor.Handler {
    @Override
    public void ready(SelectionKey key) throws IOException {
      SocketChannel channel = door.accept();
      if (channel != null) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        reactor.register(channel, SelectionKey.OP_READ, new Conversation(channel));
      }
    }

    @Override
    public void broken(IOException cause) {
      throw new IllegalStateException("backend " + name + " cannot accept connections", cause);
    }
  }

  private final class Conversation implements Reactor.Handler {
    private final SocketChannel channel;
    private final Framing request = new Framing();
    private ByteBuffer now = ByteBuffer.allocate(0);
    private long rest;

    Conversation(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
      if (key.isWritable()) {
        write(key);
      } else {
        read(key);
      }
    }

    private void read(SelectionKey key) throws IOException {
      ByteBuffer in = reactor.input();
      if (channel.read(in) < 0) {
        throw new EOFException("closed by the node");
      }
      if (request.take(in.flip())) {
        if (in.hasRemaining()) {
          throw new ProtocolException("a pipelined request");
        }
        Canned answer = answerOf(request.numberInFirstLine(PATH));
        request.reset();
        now = answer.start().duplicate();
        rest = answer.rest();
        write(key);
      }
    }

    private void write(SelectionKey key) throws IOException {
      channel.write(now);
      while (!now.hasRemaining() && rest > 0) {
        now = filler.duplicate();
        now.limit((int) Math.min(now.limit(), rest));
        rest -= now.limit();
        channel.write(now);
      }
      int interest = now.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
      if (key.interestOps() != interest) {
        key.interestOps(interest);
      }
    }

    /** A node may close a connection whenever it likes; what it must not do is ask nonsense. */
    @Override
    public void broken(IOException cause) {
      if (cause instanceof ProtocolException && !complained) {
        System.out.println("backend " + name + " was asked wrongly: " + cause.getMessage());
        complained = true;
      }
    }
  }

  private Canned answerOf(long bytes) throws ProtocolException {
    if (bytes < 0) {
      throw new ProtocolException("only /bytes/N is answered");
    }
    return answers.computeIfAbsent(bytes, size -> Canned.of(name, size, filler));
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
