package io.berth.sample.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One client with one large body.
 *
 * @param port of the node
 * @param length of the body in bytes
 */
record Transfer(int port, long length) {
  private static final int PIECE = 64 * 1024;

  /** The answer has the body. */
  void down() {
    exchange("GET", length, 0);
  }

  /** The request has the body. */
  void up() {
    exchange("POST", 0, length);
  }

  private void exchange(String method, long down, long up) {
    Ask ask = Consumers.asks(down).get(0);
    String head = new String(ask.bytes(), StandardCharsets.US_ASCII);
    String request =
        method
            + head.substring("GET".length(), head.length() - 2)
            + (up > 0 ? "Content-Length: " + up + "\r\n" : "")
            + "\r\n";
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      for (long sent = 0; sent < up; sent += PIECE) {
        out.write(new byte[(int) Math.min(PIECE, up - sent)]);
      }
      readAnswer(socket.getInputStream(), down);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readAnswer(InputStream socket, long expected) throws IOException {
    InputStream in = new BufferedInputStream(socket, PIECE);
    Framing answer = new Framing();
    byte[] piece = new byte[PIECE];
    int read = in.read(piece);
    while (read > 0 && !answer.take(ByteBuffer.wrap(piece, 0, read))) {
      read = in.read(piece);
    }
    if (answer.bodyBytes() != expected
        || !answer.headHas(0, "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII))) {
      throw new IOException(
          "expected 200 and " + expected + " bytes, got " + answer.bodyBytes() + " bytes");
    }
  }
}
