package io.berth.identifier;

import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256 key of the ring, when a token of its was last seen, and whether it has been taken off
 * the ring since. Thread-safe.
 */
public final class Key {
  private static final int KEY_BYTES = 32;

  /** How exactly the last use is noted: not every request should write to what all of them read. */
  private static final long PRECISION_MILLIS = 1_000;

  private final String id;
  private final SecretKey secret;
  private volatile long lastUseMillis;
  private volatile boolean retired;

  /**
   * @param id travels in the open with every token; 1 to 16 characters of {@code A-Z a-z 0-9}
   */
  Key(String id, SecretKey secret) {
    this.id = id;
    this.secret = secret;
  }

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

  String id() {
    return id;
  }

  SecretKey secret() {
    return secret;
  }

  /**
   * It has left the ring: what it sealed counts for nothing, whether it was opened before or not.
   */
  void retire() {
    retired = true;
  }

  /** Whether it has left the ring. */
  public boolean isRetired() {
    return retired;
  }

  /** Notes that somebody came with a token of this key. */
  void use(long nowMillis) {
    if (nowMillis - lastUseMillis >= PRECISION_MILLIS) {
      lastUseMillis = nowMillis;
    }
  }

  /** In milliseconds since 1970, to the second; 0 when nobody has come with one since the start. */
  long lastUseMillis() {
    return lastUseMillis;
  }

  boolean isSame(Key other) {
    return id.equals(other.id) && secret.equals(other.secret);
  }

  @Override
  public String toString() {
    return "Key[" + id + "]";
  }
}
