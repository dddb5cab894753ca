package io.berth.identifier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that seal and open tokens. The first seals, all open; so a new key is rolled out in two
 * steps: everywhere as the second, then everywhere as the first (RULES 1.8).
 */
public final class KeyRing {
  /** The text that asks for a well-known key, good for one's own machine and nothing else. */
  public static final String DEVELOPMENT = "development";

  private final List<Key> keys;
  private final boolean development;

  private KeyRing(List<Key> keys, boolean development) {
    this.keys = List.copyOf(keys);
    this.development = development;
  }

  /**
   * Reads {@code ID:SECRET,ID:SECRET...} or {@value #DEVELOPMENT}.
   *
   * @throws IllegalArgumentException that says which key is wrong, never what it is
   */
  public static KeyRing parse(String text) {
    if (text.equals(DEVELOPMENT)) {
      return new KeyRing(
          List.of(new Key("dev", new SecretKeySpec(digest(DEVELOPMENT), "AES"))), true);
    }
    List<Key> keys = Arrays.stream(text.split("[,\\s]+")).map(Key::parse).toList();
    if (keys.stream().map(Key::id).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("two keys have the same id");
    }
    return new KeyRing(keys, false);
  }

  /** Whether this is the well-known key. */
  public boolean isDevelopment() {
    return development;
  }

  Key sealing() {
    return keys.get(0);
  }

  Optional<Key> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
