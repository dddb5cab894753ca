package io.berth.associator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a request is recognised by when it comes again, as of an {@code Idempotency-Key} header.
 *
 * @param key chosen by the client, 1 to {@value #MOST} characters, no control characters
 * @param fingerprint of the request's body, at most 64 characters
 */
public record RequestKey(String key, String fingerprint) {
  public static final int MOST = 128;

  public RequestKey {
    if (key.isEmpty() || key.length() > MOST) {
      throw new IllegalArgumentException(
          "the key of a request has 1 to " + MOST + " characters, got " + key.length());
    }
    if (key.chars()
        .anyMatch(each -> Character.isISOControl(each) || Character.isSurrogate((char) each))) {
      throw new IllegalArgumentException(
          "the key of a request has no control characters and nothing beyond U+FFFF");
    }
    if (fingerprint.length() > 64) {
      throw new IllegalArgumentException(
          "a fingerprint has at most 64 characters, got " + fingerprint.length());
    }
  }

  /** A key with the SHA-256 of the body it came with. */
  public static RequestKey of(String key, String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
      return new RequestKey(key, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
