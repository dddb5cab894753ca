package io.berth.sample.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A node whose application tells everybody who asks what time it is, every few milliseconds. */
final class EventNode implements AutoCloseable {
  static final String DATA = "data: ";

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final ServerSocket door;

  EventNode(int port) throws IOException {
    door = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "event-node");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket socket = door.accept();
        start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      awaitHead(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      out.write(HEAD.getBytes(StandardCharsets.US_ASCII));
      while (true) {
        LockSupport.parkNanos(PAUSE.toNanos());
        String event = DATA + System.nanoTime() + "\n\n";
        String chunk = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
        out.write(chunk.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      return; // the reader left, which is how such a stream ends
    }
  }

  private static void awaitHead(InputStream in) throws IOException {
    int last = 0;
    while (last != ('\r' << 24 | '\n' << 16 | '\r' << 8 | '\n')) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed before the head came");
      }
      last = last << 8 | next;
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
