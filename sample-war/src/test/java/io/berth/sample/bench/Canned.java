package io.berth.sample.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An answer that is made once: its head and the first bytes of the body in one buffer, the rest of
 * the body from a buffer that all answers share.
 *
 * @param start head and as much of the body as fits
 * @param rest how many bytes of the body follow
 */
record Canned(ByteBuffer start, long rest) {
  private static final int FILLER_BYTES = 64 * 1024;

  /** Shared bytes for long bodies; never changed. */
  static ByteBuffer filler() {
    ByteBuffer filler = ByteBuffer.allocateDirect(FILLER_BYTES);
    for (int i = 0; i < FILLER_BYTES; i++) {
      filler.put((byte) ('a' + i % 26));
    }
    return filler.flip();
  }

  /** As an application would answer: the headers a browser gets from one, and the body. */
  static Canned of(char backend, long bytes, ByteBuffer filler) {
    byte[] head =
        ("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                + bytes
                + "\r\nDate: Sun, 01 Nov 2026 12:00:00 GMT\r\nCache-Control: no-cache\r\n"
                + "ETag: \"5f3c-64a\"\r\nBackend: "
                + backend
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    int first = (int) Math.min(bytes, FILLER_BYTES);
    ByteBuffer start =
        ByteBuffer.allocateDirect(head.length + first)
            .put(head)
            .put(filler.duplicate().limit(first));
    return new Canned(start.flip(), bytes - first);
  }
}
