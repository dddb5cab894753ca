package io.berth.forward;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Buffers for request bodies on their way, some of them kept for reuse. Thread-safe. */
final class BufferPool {
  /** Before the content there is room for a chunk's size, after it for the chunk's end. */
  static final int ROOM_BEFORE = 10;

  static final int ROOM_AFTER = 2;

  /** The content that one buffer holds, in bytes. */
  static final int CONTENT_BYTES = 16 * 1024 - ROOM_BEFORE - ROOM_AFTER;

  private static final int KEPT = 256;

  /** So many lent out (32 MiB), bodies are no longer collected before they are sent. */
  private static final int MANY = 2048;

  private final ArrayBlockingQueue<byte[]> kept = new ArrayBlockingQueue<>(KEPT);
  private final AtomicInteger lent = new AtomicInteger();

  byte[] take() {
    lent.incrementAndGet();
    byte[] buffer = kept.poll();
    return buffer == null ? new byte[ROOM_BEFORE + CONTENT_BYTES + ROOM_AFTER] : buffer;
  }

  void giveBack(byte[] buffer) {
    lent.decrementAndGet();
    if (!kept.offer(buffer)) {
      return; // enough are kept: this one is garbage
    }
  }

  boolean isShort() {
    return lent.get() > MANY;
  }

  int lent() {
    return lent.get();
  }
}
