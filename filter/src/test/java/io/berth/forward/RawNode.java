package io.berth.forward;

import io.berth.model.Node;
import io.berth.model.NodeState;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A node that says exactly the bytes a test wants, and keeps what it was sent. */
final class RawNode implements AutoCloseable {
  /** Reads one request off the connection and answers it. */
  interface Script {
    void run(Connection connection) throws IOException;
  }

  /** Puts something on a socket. */
  interface Dress {
    Socket on(Socket plain) throws IOException;
  }

  /** One accepted connection. */
  static final class Connection {
    final Socket socket;
    final InputStream in;
    final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    String readHead() throws IOException {
      return RawClient.readHead(in);
    }

    /** Head and body as sent; reads what the head declares. */
    String readRequest() throws IOException {
      String head = readHead();
      return head.isEmpty() ? head : head + RawClient.readBody(in, head, false);
    }

    void say(String bytes) throws IOException {
      out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /** Says nothing until the test has got that far. */
    void await(CountDownLatch latch) throws IOException {
      try {
        if (!latch.await(60, TimeUnit.SECONDS)) {
          throw new IOException("nobody said when");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<Socket> accepted = new CopyOnWriteArrayList<>();
  volatile Script script = connection -> {};

  /** What is put on an accepted connection, TLS for example. */
  volatile Dress dress = plain -> plain;

  RawNode() throws IOException {
    server = Ports.listen();
    Thread thread = new Thread(this::accept, "raw-node");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers every request with these bytes, as long as the connection lasts. */
  RawNode answering(String response) {
    return answering(request -> response);
  }

  /** Answers every request, head and body as sent, with what comes of it. */
  RawNode answering(UnaryOperator<String> answer) {
    script =
        connection -> {
          for (String request = connection.readRequest();
              !request.isEmpty();
              request = connection.readRequest()) {
            requests.add(request);
            connection.say(answer.apply(request));
          }
        };
    return this;
  }

  /** Answers every request with its own body. */
  RawNode echoing() {
    return answering(
        request -> {
          String body = request.substring(request.indexOf("\r\n\r\n") + 4);
          return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        });
  }

  /** Answers every connection's first request with these bytes and closes it. */
  RawNode answeringOnce(String response) {
    script =
        connection -> {
          requests.add(connection.readRequest());
          connection.say(response);
          connection.socket.close();
        };
    return this;
  }

  /** Switches every connection's protocol with these bytes, and goes on with {@code then}. */
  RawNode switching(String response, Script then) {
    return doing(
        connection -> {
          requests.add(connection.readHead());
          connection.say(response);
          then.run(connection);
        });
  }

  RawNode doing(Script script) {
    this.script = script;
    return this;
  }

  Node node() {
    return new Node("n2", "m2", URI.create("http://127.0.0.1:" + port()), NodeState.READY);
  }

  int port() {
    return server.getLocalPort();
  }

  int openConnections() {
    return open.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.add(socket);
        open.add(socket);
        Thread thread = new Thread(() -> serve(socket), "raw-node-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(new Connection(dress.on(socket)));
    } catch (IOException e) {
      requests.add("(connection ended: " + e.getMessage() + ")");
    } finally {
      open.remove(socket);
    }
  }

  static byte[] readAll(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.transferTo(all);
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }
}
