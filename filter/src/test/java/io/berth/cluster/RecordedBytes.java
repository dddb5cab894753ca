package io.berth.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/** Files beside the tests that hold bytes as hexadecimal digits, or text. */
public final class RecordedBytes {
  private RecordedBytes() {}

  /** From the class path, without line ends. */
  public static String text(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RecordedBytes.class.getResourceAsStream("/io/berth/" + file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s", "");
    }
  }

  public static byte[] hex(String file) throws IOException {
    return HexFormat.of().parseHex(text(file));
  }
}
