package io.berth.identifier;

import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256 key of the ring.
 *
 * @param id travels in the open with every token; 1 to 16 characters of {@code A-Z a-z 0-9}
 */
record Key(String id, SecretKey secret) {
  private static final int KEY_BYTES = 32;

  /** Reads {@code id:base64url of 32 bytes}. The text is secret: no message repeats it. */
  static Key parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon > 16 || !text.substring(0, colon).matches("[A-Za-z0-9]+")) {
      throw new IllegalArgumentException(
          "a key is ID:SECRET, the id 1 to 16 letters or digits, the secret base64url of 32 bytes");
    }
    String id = text.substring(0, colon);
    return new Key(id, new SecretKeySpec(decode(id, text.substring(colon + 1)), "AES"));
  }

  private static byte[] decode(String id, String secret) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(secret);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the secret of key " + id + " is not base64url", e);
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "the secret of key " + id + " has " + bytes.length + " bytes, needs " + KEY_BYTES);
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "Key[" + id + "]";
  }
}
