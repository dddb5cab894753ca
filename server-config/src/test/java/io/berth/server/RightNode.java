package io.berth.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The node where the consumer's data is: a bare socket that answers forms, uploads, event streams
 * and WebSockets, and remembers who asked.
 */
final class RightNode implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket server;
  final List<String> heads = new CopyOnWriteArrayList<>();

  /** The second event of a stream waits for it. */
  final CountDownLatch firstEventSeen = new CountDownLatch(1);

  private RightNode() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    start(this::accept);
  }

  static RightNode open() {
    try {
      return new RightNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "right-node");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
        heads.add(head);
        answer(head, in, out);
      }
    } catch (IOException e) {
      heads.add("(ended: " + e.getMessage() + ")");
    }
  }

  private void answer(String head, InputStream in, OutputStream out) throws IOException {
    String path = head.split(" ", 3)[1];
    if (path.endsWith("/events")) {
      events(out);
    } else if (path.endsWith("/socket")) {
      webSocket(head, in, out);
    } else if (path.endsWith("/page")) {
      html(out, page());
    } else if (path.endsWith(".html")) {
      html(out, "<p id=shown>" + latin(readBody(head, in)) + "</p>");
    } else {
      byte[] body = readBody(head, in);
      String text = body.length > 1_000 ? body.length + " " + digest(body) : latin(body);
      say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }
  }

  private static String page() throws IOException {
    try (InputStream page = RightNode.class.getResourceAsStream("/page.html")) {
      return latin(Objects.requireNonNull(page, "page.html").readAllBytes());
    }
  }

  private static void html(OutputStream out, String page) throws IOException {
    say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ");
    say(out, page.length() + "\r\n\r\n" + page);
  }

  private void events(OutputStream out) throws IOException {
    say(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n");
    say(out, "\r\nD\r\ndata: first\n\n\r\n");
    try {
      boolean seen = firstEventSeen.await(20, TimeUnit.SECONDS);
      say(out, seen ? "E\r\ndata: second\n\n\r\n0\r\n\r\n" : "0\r\n\r\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void webSocket(String head, InputStream in, OutputStream out) throws IOException {
    String accept =
        Base64.getEncoder().encodeToString(sha("SHA-1", header(head, "Sec-WebSocket-Key") + GUID));
    say(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
    say(out, "Sec-WebSocket-Accept: " + accept + "\r\n\r\n");
    for (int first = in.read(); first >= 0; first = in.read()) {
      int length = in.read() & 0x7f;
      if (length == 126) {
        length = in.read() << 8 | in.read();
      }
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < length; i++) {
        payload[i] ^= mask[i % 4];
      }
      out.write(first);
      out.write(length < 126 ? new byte[] {(byte) length} : extended(length));
      out.write(payload);
      out.flush();
    }
  }

  private static byte[] extended(int length) {
    return new byte[] {126, (byte) (length >> 8), (byte) length};
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        return "";
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static byte[] readBody(String head, InputStream in) throws IOException {
    String length = header(head, "Content-Length");
    if (!header(head, "Transfer-Encoding").equals("chunked")) {
      return length.isEmpty() ? new byte[0] : in.readNBytes(Integer.parseInt(length));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.write(in.readNBytes(size));
      in.readNBytes(2);
    }
    in.readNBytes(2);
    return body.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return Integer.parseInt(line.toString().trim(), 16);
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

  static String digest(byte[] body) {
    return Base64.getEncoder().encodeToString(sha("SHA-256", latin(body)));
  }

  private static byte[] sha(String algorithm, String latin) {
    try {
      return MessageDigest.getInstance(algorithm)
          .digest(latin.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
