package io.berth.filter;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Tells {@link TokenResponse} of what the application writes before it is written. */
final class TokenWriter extends Writer {

  private final PrintWriter out;
  private final TokenResponse response;
  private final int bytesBeyondAscii;

  TokenWriter(PrintWriter out, TokenResponse response) {
    this.out = out;
    this.response = response;
    this.bytesBeyondAscii = beyondAscii(Charset.forName(response.getCharacterEncoding()));
  }

  /** How many bytes a character takes at the most; to guess too many does no harm. */
  private static int beyondAscii(Charset charset) {
    return charset.equals(StandardCharsets.ISO_8859_1) ? 1 : 3;
  }

  @Override
  public void write(char[] text, int from, int count) {
    if (!response.isOver()) {
      long bytes = 0;
      for (int i = from; i < from + count; i++) {
        bytes += text[i] < 0x80 ? 1 : bytesBeyondAscii;
      }
      response.writing(bytes);
      out.write(text, from, count);
    }
  }

  @Override
  public void flush() throws IOException {
    response.flushing();
    if (!response.isOver()) {
      out.flush();
      complain();
    }
  }

  @Override
  public void close() throws IOException {
    response.flushing();
    if (!response.isOver()) {
      out.close();
      complain();
    }
  }

  /** What is written here lands in a {@link PrintWriter} again, which remembers the failure. */
  private void complain() throws IOException {
    if (out.checkError()) {
      throw new IOException("the client does not take the answer");
    }
  }
}
