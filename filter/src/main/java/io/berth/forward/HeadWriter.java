package io.berth.forward;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes the head of a message. Refuses every character that could end a line or a head, whoever it
 * comes from, so that no value can become a header or a request of its own.
 */
final class HeadWriter {
  private byte[] bytes = new byte[1024];
  private int length;

  @SuppressWarnings("deprecation") // one byte for each character is what is meant here
  HeadWriter text(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
    return this;
  }

  HeadWriter line(String name, String value) throws RefusedException {
    if (!HttpText.isToken(name) || !HttpText.isValue(value)) {
      throw new RefusedException(400, "a header that cannot be written");
    }
    return text(name).text(": ").text(value).text("\r\n");
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
