package io.berth.forward;

import java.util.Arrays;

/**
 * A chunked body (RFC 9112, 7.1), read strictly: CRLF only, no blanks around the size, extensions
 * bounded and ignored, trailers bounded and kept apart from the headers.
 */
final class ChunkedBody extends BodyFraming {
  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_EXTENSION_BYTES = 4 * 1024;
  private static final int MAX_TRAILER_BYTES = 8 * 1024;

  private enum At {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    END
  }

  private At at = At.SIZE;
  private long missing;
  private int digits;
  private int extensionBytes;
  private byte[] trailer = new byte[0];
  private int trailerLength;
  private HeaderLines trailers = HeaderLines.NONE;

  @Override
  int decode(byte[] bytes, int from, int to) throws MalformedResponseException {
    int content = 0;
    int i = from;
    while (i < to && at != At.END) {
      if (at == At.DATA) {
        int run = (int) Math.min(missing, to - i);
        System.arraycopy(bytes, i, bytes, from + content, run);
        content += run;
        i += run;
        missing -= run;
        at = missing == 0 ? At.DATA_CR : At.DATA;
      } else {
        takeFraming(bytes[i++] & 0xff);
      }
    }
    leave(to - i);
    return content;
  }

  private void takeFraming(int c) throws MalformedResponseException {
    switch (at) {
      case SIZE -> takeSize(c);
      case EXTENSION -> takeExtension(c);
      case SIZE_LF -> {
        expect(c == '\n', "a chunk's size does not end with CRLF");
        at = missing == 0 ? At.TRAILER : At.DATA;
      }
      case DATA_CR -> {
        expect(c == '\r', "a chunk does not end with CRLF");
        at = At.DATA_LF;
      }
      case DATA_LF -> {
        expect(c == '\n', "a chunk does not end with CRLF");
        at = At.SIZE;
        digits = 0;
      }
      case TRAILER -> takeTrailer(c);
      case DATA, END -> throw new IllegalStateException(at.name());
    }
  }

  private void takeSize(int c) throws MalformedResponseException {
    int digit = c < 128 ? Character.digit(c, 16) : -1;
    if (digit >= 0) {
      expect(++digits <= MAX_SIZE_DIGITS, "a chunk's size is too long");
      missing = missing * 16 + digit;
      return;
    }
    expect(digits > 0, "a chunk has no size");
    takeExtension(c);
  }

  private void takeExtension(int c) throws MalformedResponseException {
    if (c == '\r') {
      at = At.SIZE_LF;
      return;
    }
    expect(at == At.EXTENSION || c == ';', "a chunk's size is no number");
    expect(HttpText.isValue(c), "a control character in a chunk extension");
    expect(++extensionBytes <= MAX_EXTENSION_BYTES, "too many chunk extensions");
    at = At.EXTENSION;
  }

  private void takeTrailer(int c) throws MalformedResponseException {
    expect(trailerLength < MAX_TRAILER_BYTES, "trailers of more than 8 KiB");
    if (trailerLength == trailer.length) {
      trailer = Arrays.copyOf(trailer, Math.max(64, trailer.length * 2));
    }
    trailer[trailerLength++] = (byte) c;
    int n = trailerLength;
    boolean empty = n == 2 && trailer[0] == '\r' && trailer[1] == '\n';
    boolean whole = n > 3 && trailer[n - 4] == '\r' && trailer[n - 3] == '\n';
    whole = whole && trailer[n - 2] == '\r' && trailer[n - 1] == '\n';
    if (empty || whole) {
      trailers = HeaderLines.parse(trailer, 0, n - 2);
      at = At.END;
    }
  }

  private static void expect(boolean right, String otherwise) throws MalformedResponseException {
    if (!right) {
      throw new MalformedResponseException(otherwise);
    }
  }

  @Override
  boolean isEnded() {
    return at == At.END;
  }

  /** What came behind the last chunk; empty until the body is whole. */
  HeaderLines trailers() {
    return trailers;
  }
}
