package io.berth.sample.bench.node;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** {@code /bytes/N} is answered by N bytes, with the headers of the backends. */
final class BytesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int PIECE = 64 * 1024;

  @SuppressWarnings("serial") // never serialised
  private final byte[] piece = new byte[PIECE];

  BytesServlet() {
    Arrays.fill(piece, (byte) 'a');
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long length = Long.parseLong(request.getRequestURI().substring("/bytes/".length()));
    response.setContentType("application/octet-stream");
    response.setContentLengthLong(length);
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("ETag", "\"5f3c-64a\"");
    OutputStream out = response.getOutputStream();
    for (long left = length; left > 0; left -= PIECE) {
      out.write(piece, 0, (int) Math.min(left, PIECE));
    }
  }
}
