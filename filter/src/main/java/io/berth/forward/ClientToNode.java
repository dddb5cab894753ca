package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The request's side of an exchange: takes the client's body from the container, and sends head and
 * body to whichever node is tried.
 *
 * <p>Threads: the methods marked so are for the container's threads; all others run on the loop's.
 */
final class ClientToNode {
  private final Exchange exchange;
  private final Forwarding forwarding;
  private final ClientToNodeHead head;
  private @Nullable ClientToNodeBody body;
  private @Nullable ClientToNodeSender sender;

  ClientToNode(Exchange exchange, Forwarding forwarding, ClientToNodeHead head) {
    this.exchange = exchange;
    this.forwarding = forwarding;
    this.head = head;
  }

  // ---- container threads

  /** Begins to listen to the container, and with the exchange when there is no body to read. */
  void listen(RequestBody present, HttpServletRequest clientToNode) throws IOException {
    if (present.isPresent()) {
      Upload upload = new Upload(this, forwarding.buffers(), present.declared());
      body = new ClientToNodeBody(clientToNode.getInputStream(), forwarding.buffers(), upload);
      body.listen();
    } else if (present.rebuilt().length > 0) {
      begin(pieces(present.rebuilt()), true, present.declared());
    } else {
      begin(new ArrayDeque<>(0), true, present.declared());
    }
  }

  private Deque<Piece> pieces(byte[] content) {
    Deque<Piece> pieces = new ArrayDeque<>();
    for (int at = 0; at < content.length; at += BufferPool.CONTENT_BYTES) {
      int length = Math.min(BufferPool.CONTENT_BYTES, content.length - at);
      byte[] buffer = forwarding.buffers().take();
      System.arraycopy(content, at, buffer, BufferPool.ROOM_BEFORE, length);
      pieces.add(new Piece(buffer, length));
    }
    return pieces;
  }

  /** There is enough of the body to begin with. Container's thread. */
  void begin(Deque<Piece> pieces, boolean whole, long declared) {
    long length = 0;
    for (Piece piece : pieces) {
      length += piece.length();
    }
    boolean chunked = declared < 0 && (!whole || head.announcesTrailers());
    ByteBuffer ended;
    if (chunked) {
      ended = head.endWithChunks();
    } else if (length == 0 && declared < 0) {
      ended = head.endWithoutBody();
    } else {
      ended = head.endWithLength(whole ? length : declared);
    }
    long missing = chunked ? ClientToNodeSender.UNKNOWN : declared - length;
    sender = new ClientToNodeSender(ended, chunked, pieces, whole ? 0 : missing, this::freed);
    if (whole && chunked) {
      sender.endBody(head.lastChunk());
    }
    boolean gone = whole && declared >= 0 && length != declared;
    forwarding.loop().execute(gone ? exchange::bodyIsGone : exchange::start);
  }

  /** More of the body. Container's thread. */
  void hand(Piece piece) {
    forwarding.loop().execute(() -> take(piece));
  }

  /** That was all of the body. Container's thread. */
  void handEnd() {
    byte[] lastChunk = head.lastChunk();
    forwarding.loop().execute(() -> end(lastChunk));
  }

  /** The client broke off its body. Container's thread. */
  void clientFailed() {
    exchange.client().containerGaveUp();
  }

  // ---- the loop's thread

  private void take(Piece piece) {
    if (exchange.phase().isOver()) {
      forwarding.buffers().giveBack(piece.buffer());
    } else {
      sender().add(piece);
      send();
    }
  }

  private void end(byte[] lastChunk) {
    if (exchange.phase().isOver()) {
      return;
    }
    sender().endBody(lastChunk);
    if (sender().isShort()) {
      exchange.bodyIsGone();
    } else {
      send();
    }
  }

  /** Sends what there is and the connection takes, once there is a connection. */
  void send() {
    UpstreamConnection to = exchange.tries().connection();
    if (to == null || exchange.is(Phase.WAITING)) {
      return;
    }
    try {
      sender().write(to);
      to.want(SelectionKey.OP_WRITE, !sender().isDrained());
    } catch (IOException e) {
      exchange.tries().writeFailed(to, e);
      return;
    }
    if (exchange.is(Phase.SENDING)) {
      ForwardSettings settings = forwarding.settings();
      exchange.await(isSent() ? settings.firstByteTimeout() : settings.idleTimeout());
    }
  }

  private void freed(byte[] buffer) {
    forwarding.buffers().giveBack(buffer);
    ClientToNodeBody from = body;
    if (from != null && !exchange.phase().isOver()) {
      exchange.client().held().touch((response, out) -> from.sent());
    }
  }

  /** Whether it may be sent a second time, as far as its meaning and what is left of it say. */
  boolean mayRepeat() {
    return head.isIdempotent() && sender().canReplay();
  }

  /** Whether it can be sent to somebody else: nothing went out, or all of it is still here. */
  boolean canMove() {
    return sender().canMove();
  }

  /** Whether every byte of it is with the kernel. */
  boolean isSent() {
    return sender().isDone();
  }

  /** Whether the client has sent less than it declared. */
  boolean isShort() {
    return sender != null && sender.isShort();
  }

  /** Whether the client is the one to wait for. */
  boolean waitsForClient() {
    return sender().isDrained() && !sender().isDone();
  }

  /** From the start again, to another connection. */
  void rewind() {
    sender().rewind();
  }

  /** Nothing will be sent twice from now on. */
  void forget() {
    sender().forget();
  }

  /** Nothing will be sent at all from now on, if it ever began. */
  void abandon() {
    if (sender != null) {
      sender.abandon();
    }
  }

  private ClientToNodeSender sender() {
    return Objects.requireNonNull(sender, "the exchange has not begun");
  }
}
