package io.berth.forward;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** A client that sends HTTP/2 frames as a test wants them, in the open and without an upgrade. */
final class Http2Client implements AutoCloseable {
  static final int DATA = 0;
  static final int GOAWAY = 7;
  static final int RST_STREAM = 3;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM_AND_HEADERS = 5;
  private static final int CANCEL = 8;
  private static final int HEAD_BYTES = 9;

  private final RawClient client;
  private final DataInputStream in;
  private int stream = -1;

  Http2Client(int port) throws IOException {
    client = new RawClient(port);
    client.socket.setSoTimeout(2_000);
    in = new DataInputStream(client.in);
    client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    send(SETTINGS, 0, 0, new byte[0]);
  }

  /** Asks for {@code path} on a new stream. */
  int get(String path) throws IOException {
    return get(path, new byte[0]);
  }

  /** The same with one more field, whatever its value is made of. */
  int get(String path, String name, String value) throws IOException {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    field.write(0x00); // a name of its own, to be remembered by nobody
    text(field, name);
    text(field, value);
    return get(path, field.toByteArray());
  }

  private int get(String path, byte[] field) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.write(0x82); // :method GET (RFC 7541, A)
    head.write(0x86); // :scheme http
    head.write(0x04); // :path, with a value to be remembered by nobody
    text(head, path);
    head.write(0x01); // :authority, likewise
    text(head, "shop.example");
    head.writeBytes(field);
    stream += 2;
    send(HEADERS, END_STREAM_AND_HEADERS, stream, head.toByteArray());
    return stream;
  }

  private static void text(ByteArrayOutputStream head, String text) {
    head.write(text.length());
    head.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Does not want the answer any more. */
  void takeBack(int which) throws IOException {
    send(RST_STREAM, 0, which, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  /** Makes a mistake for which the server has to end the stream (RFC 9113, 6.9). */
  void spoil(int which) throws IOException {
    send(WINDOW_UPDATE, 0, which, new byte[4]);
  }

  private void send(int type, int flags, int on, byte[] payload) throws IOException {
    client.send(
        ByteBuffer.allocate(HEAD_BYTES + payload.length)
            .putInt(payload.length << 8 | type)
            .put((byte) flags)
            .putInt(on)
            .put(payload)
            .array());
  }

  /** Reads on until a frame of one of those types comes; false when nothing comes any more. */
  boolean awaitFrame(int... types) throws IOException {
    try {
      while (true) {
        int head = in.readInt();
        in.skipNBytes(5L + (head >>> 8));
        if (IntStream.of(types).anyMatch(type -> type == (head & 0xff))) {
          return true;
        }
      }
    } catch (EOFException | SocketException | SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
