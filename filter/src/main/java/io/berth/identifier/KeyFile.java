package io.berth.identifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with the key ring: {@code ID:SECRET}, one a line or separated by commas. It can be read
 * again while the node runs.
 */
public record KeyFile(Path path) {
  private static final int MAX_BYTES = 16 * 1024;

  /**
   * @throws IOException when the file cannot be read, or is longer than a key ring can be
   * @throws IllegalArgumentException that says which key is wrong, never what it is
   */
  public KeyRing read() throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it is longer than " + MAX_BYTES + " bytes");
    }
    return KeyRing.parse(new String(bytes, StandardCharsets.UTF_8).trim());
  }
}
