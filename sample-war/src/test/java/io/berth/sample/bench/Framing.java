package io.berth.sample.bench;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds where an HTTP/1.1 message ends (RFC 9112, 6), whatever pieces it arrives in. For messages
 * of our own nodes: it is fast, not strict.
 */
final class Framing {
  private enum State {
    HEAD,
    FIXED,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK,
    CHUNK_END,
    TRAILER,
    DONE
  }

  private static final int MAX_HEAD = 16 * 1024;
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);

  private final byte[] head = new byte[MAX_HEAD];
  private int headLength;
  private State state = State.HEAD;
  private long remaining;
  private long bodyBytes;

  /** Makes ready for the next message of the connection. */
  void reset() {
    headLength = 0;
    state = State.HEAD;
    remaining = 0;
    bodyBytes = 0;
  }

  /**
   * Takes what belongs to this message.
   *
   * @return whether the message is whole; bytes after it are left in {@code in}
   */
  boolean take(ByteBuffer in) throws ProtocolException {
    if (state == State.HEAD) {
      takeHead(in);
    }
    while (in.hasRemaining() && state != State.DONE && state != State.HEAD) {
      switch (state) {
        case FIXED, CHUNK -> takeBody(in);
        default -> takeChunkLine(in.get());
      }
    }
    return state == State.DONE;
  }

  private void takeHead(ByteBuffer in) throws ProtocolException {
    int from = Math.max(0, headLength - 3);
    int taken = Math.min(in.remaining(), MAX_HEAD - headLength);
    int start = in.position() - headLength;
    in.get(head, headLength, taken);
    headLength += taken;
    for (int i = from; i + 3 < headLength; i++) {
      if (headHas(i, HEAD_END)) {
        headLength = i + 4;
        in.position(start + headLength);
        beginBody();
        return;
      }
    }
    if (headLength == MAX_HEAD) {
      throw new ProtocolException("a head of more than " + MAX_HEAD + " bytes");
    }
  }

  private void beginBody() throws ProtocolException {
    if (find(CODING) >= 0) {
      state = State.CHUNK_SIZE;
      return;
    }
    int at = find(LENGTH);
    remaining = at < 0 ? 0 : numberAt(at);
    state = remaining == 0 ? State.DONE : State.FIXED;
  }

  private void takeBody(ByteBuffer in) {
    int taken = (int) Math.min(remaining, in.remaining());
    in.position(in.position() + taken);
    remaining -= taken;
    bodyBytes += taken;
    if (remaining == 0) {
      state = state == State.FIXED ? State.DONE : State.CHUNK_END;
    }
  }

  private void takeChunkLine(byte next) throws ProtocolException {
    switch (state) {
      case CHUNK_SIZE -> takeChunkSize(next);
      case CHUNK_EXTENSION -> state = next == '\n' ? afterChunkSize() : state;
      case CHUNK_END -> state = next == '\n' ? State.CHUNK_SIZE : state;
      case TRAILER -> takeTrailer(next);
      default -> throw new ProtocolException("unexpected byte " + next);
    }
  }

  private void takeChunkSize(byte next) throws ProtocolException {
    int digit = Character.digit(next, 16);
    if (digit >= 0) {
      remaining = remaining * 16 + digit;
    } else if (next == '\n') {
      state = afterChunkSize();
    } else if (next == ';' || next == '\r') {
      state = State.CHUNK_EXTENSION;
    } else {
      throw new ProtocolException("a chunk size with byte " + next);
    }
  }

  private State afterChunkSize() {
    return remaining == 0 ? State.TRAILER : State.CHUNK;
  }

  /** {@code remaining} counts the line's characters: the empty line ends the message. */
  private void takeTrailer(byte next) {
    if (next == '\n') {
      state = remaining == 0 ? State.DONE : State.TRAILER;
      remaining = 0;
    } else if (next != '\r') {
      remaining++;
    }
  }

  /** Where the value of a header begins, or -1. */
  private int find(byte[] lowerCaseName) {
    int line = 0;
    while (line < headLength) {
      if (startsWith(line, lowerCaseName)) {
        return line + lowerCaseName.length;
      }
      while (line < headLength && head[line] != '\n') {
        line++;
      }
      line++;
    }
    return -1;
  }

  private boolean startsWith(int at, byte[] lowerCase) {
    for (int i = 0; i < lowerCase.length; i++) {
      if (at + i >= headLength || (head[at + i] | 0x20) != (lowerCase[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private long numberAt(int at) {
    long number = 0;
    for (int i = at; head[i] != '\r' && head[i] != '\n'; i++) {
      if (head[i] >= '0' && head[i] <= '9') {
        number = number * 10 + head[i] - '0';
      }
    }
    return number;
  }

  /** Whether the head has this text at this place. */
  boolean headHas(int at, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (at + i >= headLength || head[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** The first byte of a header's value, or 0; backends are told apart by one character. */
  byte firstOf(byte[] lowerCaseName) {
    int at = find(lowerCaseName);
    return at < 0 ? 0 : head[at + 1];
  }

  /** The number that follows {@code text} in the first line, or -1 when it is not there. */
  long numberInFirstLine(byte[] text) {
    for (int i = 0; i < headLength && head[i] != '\n'; i++) {
      if (headHas(i, text)) {
        return digits(i + text.length);
      }
    }
    return -1;
  }

  private long digits(int at) {
    long number = 0;
    for (int i = at; i < headLength && head[i] >= '0' && head[i] <= '9'; i++) {
      number = number * 10 + head[i] - '0';
    }
    return number;
  }

  /** Bytes of the body so far, without chunk framing. */
  long bodyBytes() {
    return bodyBytes;
  }
}
