package io.berth.forward;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends exactly the bytes a test wants and shows exactly what comes back. */
final class RawClient implements AutoCloseable {
  /** One response as it stood on the wire, its body taken out of its framing. */
  record Response(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    /** The first value of a header, or the empty text. */
    String header(String name) {
      return RawClient.header(head, name);
    }
  }

  final Socket socket;
  final InputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String bytes) throws IOException {
    return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  RawClient get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  }

  Response read() throws IOException {
    return read(false);
  }

  /**
   * @throws EOFException when the connection ends before the response does
   */
  Response read(boolean toHead) throws IOException {
    String head = readHead(in);
    if (head.isEmpty()) {
      throw new EOFException("no response");
    }
    return new Response(head, readBody(in, head, toHead || head.startsWith("HTTP/1.1 304")));
  }

  /** Everything until the connection ends; null-free, and a reset counts as an end. */
  String readToEnd() throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (java.net.SocketException e) {
      return all.toString();
    }
    return all.toString();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  static String header(String head, String name) {
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
        return line.substring(colon + 1).trim();
      }
    }
    return "";
  }

  /** Up to and with the empty line; empty when the connection ended instead. */
  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        return "";
      }
      head.append((char) c);
    }
    return head.toString();
  }

  /** The body that {@code head} announces, unchunked. */
  static String readBody(InputStream in, String head, boolean none) throws IOException {
    String length = header(head, "Content-Length");
    if (none) {
      return "";
    }
    if (header(head, "Transfer-Encoding").toLowerCase(Locale.ROOT).equals("chunked")) {
      return readChunks(in);
    }
    if (!length.isEmpty()) {
      return exactly(in, Long.parseLong(length));
    }
    return head.startsWith("HTTP/") && header(head, "Connection").equals("close")
        ? new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
        : "";
  }

  private static String readChunks(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = chunkSize(in);
      body.append(exactly(in, size));
      String after = line(in);
      if (size == 0) {
        while (!after.isEmpty()) {
          after = line(in);
        }
        return body.toString();
      }
    }
  }

  static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < 2 || line.charAt(line.length() - 2) != '\r' || !endsWithLf(line)) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("cut inside a line: " + line);
      }
      line.append((char) c);
    }
    return line.substring(0, line.length() - 2);
  }

  private static boolean endsWithLf(StringBuilder line) {
    return line.charAt(line.length() - 1) == '\n';
  }

  private static String exactly(InputStream in, long length) throws IOException {
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException("cut after " + bytes.length + " of " + length + " bytes");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
