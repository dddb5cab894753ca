package io.berth.forward;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where the client's body waits before the exchange begins. A short body is collected whole: then
 * no slow client holds a connection to a node, the length is known, and the request can be sent
 * twice. A longer one, or one of unknown length that pauses, begins with what there is.
 *
 * <p>Called by the one reading thread, and by {@link #pause} of another that is just leaving;
 * therefore synchronized.
 */
final class Upload implements ClientToNodeBody.Sink {

  private final ClientToNode request;
  private final BufferPool buffers;
  private final long declared;
  private @Nullable Deque<Piece> collected = new ArrayDeque<>(4);

  /**
   * @param declared the Content-Length; -1 when there is none
   */
  Upload(ClientToNode request, BufferPool buffers, long declared) {
    this.request = request;
    this.buffers = buffers;
    this.declared = declared;
  }

  @Override
  public synchronized boolean content(byte[] buffer, int length) {
    Deque<Piece> before = collected;
    if (before == null) {
      request.hand(new Piece(buffer, length));
      return true;
    }
    int filled = fillLast(before, buffer, length);
    if (filled == length) {
      return false;
    }
    int from = BufferPool.ROOM_BEFORE;
    System.arraycopy(buffer, from + filled, buffer, from, length - filled);
    before.add(new Piece(buffer, length - filled));
    if (isTooLongToCollect() || before.size() == ClientToNodeBody.MOST_BUFFERS) {
      begin(before, false);
    }
    return true;
  }

  /** Many small pieces must not take a buffer each; answers how much went into the last one. */
  private static int fillLast(Deque<Piece> pieces, byte[] buffer, int length) {
    Piece last = pieces.peekLast();
    int fits = last == null ? 0 : Math.min(length, BufferPool.CONTENT_BYTES - last.length());
    if (last != null && fits > 0) {
      int from = BufferPool.ROOM_BEFORE;
      System.arraycopy(buffer, from, last.buffer(), from + last.length(), fits);
      pieces.removeLast();
      pieces.add(new Piece(last.buffer(), last.length() + fits));
    }
    return fits;
  }

  private boolean isTooLongToCollect() {
    return declared > (long) BufferPool.CONTENT_BYTES * ClientToNodeBody.MOST_BUFFERS
        || buffers.isShort();
  }

  @Override
  public synchronized void pause() {
    Deque<Piece> before = collected;
    if (before != null && !before.isEmpty() && declared < 0) {
      begin(before, false);
    }
  }

  @Override
  public synchronized void end() {
    Deque<Piece> before = collected;
    if (before == null) {
      request.handEnd();
    } else {
      begin(before, true);
    }
  }

  private void begin(Deque<Piece> pieces, boolean whole) {
    collected = null;
    request.begin(pieces, whole, declared);
  }

  @Override
  public synchronized void failed() {
    Deque<Piece> before = collected;
    collected = null;
    if (before != null) {
      before.forEach(piece -> buffers.giveBack(piece.buffer()));
    }
    request.clientFailed();
  }
}
