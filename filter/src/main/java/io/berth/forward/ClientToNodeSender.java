package io.berth.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends head and body to the node, as fast as it takes them, framed as the head says. The loop's
 * thread only.
 */
final class ClientToNodeSender {
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** For a body that ends when it ends. */
  static final long UNKNOWN = Long.MAX_VALUE;

  /** Told of every buffer that is free again. */
  interface Freed {
    void freed(byte[] buffer);
  }

  private final ByteBuffer head;
  private final boolean chunked;
  private long missing;
  private final Freed freed;
  private final Deque<Piece> sent = new ArrayDeque<>(0);
  private final Deque<Piece> pieces = new ArrayDeque<>(4);
  private ByteBuffer current;
  private boolean bodyEnded;
  private boolean keepsForReplay;
  private boolean abandoned;
  private boolean begun;

  /**
   * @param missing how many bytes of the body come behind {@code first}; {@link #UNKNOWN} when only
   *     {@link #endBody} will say so. With none the body is kept until {@link #forget}
   */
  ClientToNodeSender(
      ByteBuffer head, boolean chunked, Deque<Piece> first, long missing, Freed freed) {
    this.head = head;
    this.current = head.duplicate();
    this.chunked = chunked;
    this.freed = freed;
    this.pieces.addAll(first);
    this.missing = missing;
    this.bodyEnded = missing == 0;
    this.keepsForReplay = missing == 0;
  }

  /** Some more. The last of a known length ends the body, whether anybody says so or not. */
  void add(Piece piece) {
    missing -= piece.length();
    bodyEnded |= missing == 0;
    if (abandoned) {
      free(piece);
    } else {
      pieces.add(piece);
    }
  }

  /**
   * @param lastChunk with the trailers behind it
   */
  void endBody(byte[] lastChunk) {
    bodyEnded |= chunked;
    if (chunked && !abandoned) {
      pieces.add(Piece.last(lastChunk));
    }
  }

  boolean canReplay() {
    return keepsForReplay;
  }

  /** Whether the client has sent less than it declared. */
  boolean isShort() {
    return !bodyEnded;
  }

  /** Whether it can be sent to somebody else: nothing went out, or all of it is still here. */
  boolean canMove() {
    return !abandoned && (keepsForReplay || !begun);
  }

  /** Whether every byte of the request is with the kernel. */
  boolean isDone() {
    return bodyEnded && !abandoned && isDrained();
  }

  /** Whether there is nothing to write for now. */
  boolean isDrained() {
    return pieces.isEmpty() && !current.hasRemaining();
  }

  /** From the start again, to another connection. */
  void rewind() {
    while (!sent.isEmpty()) {
      pieces.addFirst(sent.removeLast());
    }
    current = head.duplicate();
  }

  /** Writes what the connection takes; afterwards {@link #isDrained} says whether that was all. */
  void write(UpstreamConnection connection) throws IOException {
    begun = true;
    while (true) {
      if (current.hasRemaining()) {
        connection.write(current);
        if (current.hasRemaining()) {
          return;
        }
      }
      if (!keepsForReplay) {
        freeSent();
      }
      if (pieces.isEmpty()) {
        return;
      }
      next();
    }
  }

  private void next() {
    Piece piece = pieces.removeFirst();
    current = view(piece);
    sent.addLast(piece);
  }

  private void freeSent() {
    while (!sent.isEmpty()) {
      free(sent.removeFirst());
    }
  }

  private void free(Piece piece) {
    if (!piece.isLast()) {
      freed.freed(piece.buffer());
    }
  }

  private ByteBuffer view(Piece piece) {
    int from = BufferPool.ROOM_BEFORE;
    int to = from + piece.length();
    if (piece.isLast()) {
      return ByteBuffer.wrap(piece.buffer());
    }
    if (!chunked) {
      return ByteBuffer.wrap(piece.buffer(), from, piece.length());
    }
    byte[] bytes = piece.buffer();
    bytes[to] = '\r';
    bytes[to + 1] = '\n';
    bytes[--from] = '\n';
    bytes[--from] = '\r';
    for (int rest = piece.length(); rest > 0; rest >>>= 4) {
      bytes[--from] = DIGITS[rest & 15];
    }
    return ByteBuffer.wrap(bytes, from, to + 2 - from);
  }

  /** Nothing will be sent twice from now on. */
  void forget() {
    keepsForReplay = false;
    if (!current.hasRemaining()) {
      freeSent();
    }
  }

  /** Nothing will be sent at all from now on. */
  void abandon() {
    abandoned = true;
    keepsForReplay = false;
    current = ByteBuffer.allocate(0);
    freeSent();
    while (!pieces.isEmpty()) {
      free(pieces.removeFirst());
    }
  }
}
