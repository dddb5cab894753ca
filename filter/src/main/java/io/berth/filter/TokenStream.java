package io.berth.filter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Tells {@link TokenResponse} of what the application writes before it is written. */
final class TokenStream extends ServletOutputStream {
  private final ServletOutputStream out;
  private final TokenResponse response;

  TokenStream(ServletOutputStream out, TokenResponse response) {
    this.out = out;
    this.response = response;
  }

  @Override
  public void write(int octet) throws IOException {
    if (!response.isOver()) {
      response.writing(1);
      out.write(octet);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (!response.isOver()) {
      response.writing(count);
      out.write(bytes, from, count);
    }
  }

  @Override
  public void flush() throws IOException {
    response.flushing();
    if (!response.isOver()) {
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    response.flushing();
    if (!response.isOver()) {
      out.close();
    }
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    out.setWriteListener(listener);
  }
}
