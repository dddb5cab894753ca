package io.berth.identifier;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says with a key of the ring who made some bytes: HMAC-SHA-256, for bytes that need not be secret.
 * The key of the MAC is made of the ring's key for this one purpose (HKDF-Expand of RFC 5869, info
 * {@value #INFO}, one block), so that it opens nothing else.
 *
 * <p>Thread-safe.
 */
public final class Signer {
  /** The length of a MAC. */
  public static final int BYTES = 32;

  private static final String INFO = "berth.packet.1";
  private static final String ALGORITHM = "HmacSHA256";

  private final Supplier<KeyRing> keys;

  /**
   * @param keys the ring as it is now
   */
  public Signer(Supplier<KeyRing> keys) {
    this.keys = keys;
  }

  /** The id of the key that signs from now on. */
  public String signingKey() {
    return keys.get().sealing().id();
  }

  /** The MAC of the first {@code length} bytes; empty when the ring has no such key. */
  public Optional<byte[]> mac(String keyId, byte[] bytes, int length) {
    return keys.get().find(keyId).map(key -> mac(derived(key.secret()), bytes, length));
  }

  private static SecretKey derived(SecretKey secret) {
    byte[] info = (INFO + '\1').getBytes(StandardCharsets.US_ASCII);
    return new SecretKeySpec(mac(secret, info, info.length), ALGORITHM);
  }

  private static byte[] mac(SecretKey key, byte[] bytes, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getEncoded(), ALGORITHM));
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
