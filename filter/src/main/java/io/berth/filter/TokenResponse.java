package io.berth.filter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The response as the application sees it when Berth may still have a token to give: the token goes
 * out with the head, the newest one only, and a response that carries one is in no cache, whatever
 * the application says of it. A redirect waits for the end of the request, so that what an outer
 * part of the application commits last is part of the token, too. Used by the request's own
 * threads.
 */
final class TokenResponse extends HttpServletResponseWrapper {
  static final String COOKIE = "Set-Cookie";

  static final String CACHING = "no-store, private";

  private final Runnable beforeCommit;
  private @Nullable String name;
  private String value = "";
  private @Nullable String redirect;
  private boolean detached;
  private boolean leaving;
  private boolean gone;
  private boolean guarded;
  private long written;
  private long length = -1;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  /**
   * @param beforeCommit runs once, before the first byte leaves
   */
  TokenResponse(HttpServletResponse response, Runnable beforeCommit) {
    super(response);
    this.beforeCommit = beforeCommit;
  }

  /**
   * The header that carries the token, instead of one given before.
   *
   * @return false when it is too late for that
   */
  boolean carry(String header, String text) {
    if (gone || super.isCommitted()) {
      return false;
    }
    name = header;
    value = text;
    guarded = true;
    return true;
  }

  /** A cookie besides the token. */
  void addCookie(String line) {
    super.addHeader(COOKIE, line);
    super.setHeader("Cache-Control", CACHING);
    guarded = true;
  }

  /** From now on the application answers on another thread, and a redirect goes out at once. */
  void detach() {
    detached = true;
  }

  /** The application is done: what has waited goes out. */
  void end() throws IOException {
    leaving = true;
    String to = redirect;
    redirect = null;
    giveToken();
    sayLength();
    if (to != null) {
      super.sendRedirect(to);
    }
  }

  /** The application failed: its redirect counts no more. */
  void fail() {
    redirect = null;
    leaving = true;
    giveToken();
    sayLength();
  }

  private void leave() {
    if (!leaving && redirect == null) {
      leaving = true;
      beforeCommit.run();
      giveToken();
      sayLength();
    }
  }

  /** At the very last, for servers end an answer with the last byte of it. */
  private void sayLength() {
    if (length >= 0) {
      super.setContentLengthLong(length);
    }
  }

  private void giveToken() {
    String header = name;
    if (header != null && !gone) {
      gone = true;
      if (header.equals(COOKIE)) {
        super.addHeader(header, value);
      } else {
        super.setHeader(header, value);
      }
      super.setHeader("Cache-Control", CACHING);
    }
  }

  /** Bytes that are about to be written; those that do not fit the buffer take the head along. */
  void writing(long bytes) {
    written += bytes;
    if (written >= getBufferSize()) {
      leave();
    }
  }

  void flushing() {
    leave();
  }

  /** Whether what is written counts for nothing, because a redirect has been sent. */
  boolean isOver() {
    return redirect != null;
  }

  @Override
  public boolean isCommitted() {
    return redirect != null || super.isCommitted();
  }

  @Override
  public void flushBuffer() throws IOException {
    leave();
    if (!isOver()) {
      super.flushBuffer();
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    leave();
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    leave();
    super.sendError(status, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    if (isCommitted()) {
      throw new IllegalStateException("the response has been committed");
    }
    if (detached) {
      leave();
      super.sendRedirect(location);
    } else {
      resetBuffer();
      length = -1;
      redirect = location;
    }
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new TokenStream(super.getOutputStream(), this);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      writer = new PrintWriter(new TokenWriter(super.getWriter(), this));
    }
    return writer;
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    written = 0;
  }

  @Override
  public void reset() {
    super.reset();
    written = 0;
    length = -1;
    stream = null;
    writer = null;
  }

  @Override
  public void setContentLength(int bytes) {
    setContentLengthLong(bytes);
  }

  @Override
  public void setContentLengthLong(long bytes) {
    length = bytes;
    if (leaving) {
      super.setContentLengthLong(bytes);
    }
  }

  @Override
  public void setHeader(String header, @Nullable String text) {
    if (takes(header, text)) {
      super.setHeader(header, text);
    }
  }

  @Override
  public void addHeader(String header, @Nullable String text) {
    if (takes(header, text)) {
      super.addHeader(header, text);
    }
  }

  @Override
  public void setIntHeader(String header, int number) {
    if (takes(header, Integer.toString(number))) {
      super.setIntHeader(header, number);
    }
  }

  private boolean takes(String header, @Nullable String text) {
    String lower = header.toLowerCase(Locale.ROOT);
    if (lower.equals("content-length") && text != null && text.matches("[0-9]{1,18}")) {
      setContentLengthLong(Long.parseLong(text));
      return false;
    }
    return !guarded || !lower.equals("cache-control");
  }
}
