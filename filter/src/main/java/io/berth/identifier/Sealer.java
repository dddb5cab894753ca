package io.berth.identifier;

import io.berth.identifier.Opening.Opened;
import io.berth.identifier.Opening.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals bytes into cookie-safe text with AES-256-GCM: {@code 1.KEYID.base64url(nonce, ciphertext,
 * tag)}. The content is padded to a multiple of {@value #PADDING} bytes, so that the length tells
 * little (RULES C2); key id and purpose are authenticated with it.
 *
 * <p>Thread-safe. Opening is total: whatever the text, it answers and never throws.
 */
public final class Sealer {
  /** Texts longer than this are refused unread; browsers cap a cookie near 4096. */
  static final int MAX_TEXT = 3500;

  private static final int PADDING = 32;
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final SecureRandom random;
  private volatile KeyRing keys;

  public Sealer(KeyRing keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  /** The keys at this moment. */
  public KeyRing keys() {
    return keys;
  }

  /**
   * Another ring from now on, while texts are sealed and opened; what a key that is not on it has
   * sealed opens no more.
   *
   * @throws IllegalArgumentException when the step would refuse somebody; nothing has changed
   */
  public synchronized void rotate(KeyRing next) {
    KeyRing former = keys;
    KeyRing followed = former.follow(next);
    keys = followed;
    former.retireAllBut(followed);
  }

  /**
   * @throws IllegalArgumentException when the sealed text would be longer than {@value #MAX_TEXT}
   *     characters
   */
  public String seal(Purpose purpose, byte[] content) {
    Key key = keys.sealing();
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] padded = pad(content);
    ByteBuffer out = ByteBuffer.allocate(NONCE + padded.length + TAG).put(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, purpose, nonce);
      cipher.doFinal(ByteBuffer.wrap(padded), out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES/GCM", e);
    }
    String text = "1." + key.id() + "." + encoded(out.array());
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "a sealed text has at most "
              + MAX_TEXT
              + " characters, this one would have "
              + text.length());
    }
    return text;
  }

  public Opening<byte[]> open(Purpose purpose, String text) {
    int keyEnd = text.indexOf('.', 2);
    if (text.length() > MAX_TEXT || !text.startsWith("1.") || keyEnd < 0) {
      return new Refused<>(Refusal.MALFORMED);
    }
    Optional<Key> key = keys.find(text.substring(2, keyEnd));
    if (key.isEmpty()) {
      return new Refused<>(Refusal.UNKNOWN_KEY);
    }
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(text.substring(keyEnd + 1));
    } catch (IllegalArgumentException e) {
      return new Refused<>(Refusal.MALFORMED);
    }
    // One sealed value has one text: the decoder also takes padding and bits that mean nothing.
    boolean canonical = encoded(sealed).contentEquals(text.subSequence(keyEnd + 1, text.length()));
    return sealed.length < NONCE + TAG + PADDING || !canonical
        ? new Refused<>(Refusal.MALFORMED)
        : unseal(purpose, key.get(), sealed);
  }

  private static String encoded(byte[] sealed) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  private static Opening<byte[]> unseal(Purpose purpose, Key key, byte[] sealed) {
    byte[] nonce = new byte[NONCE];
    System.arraycopy(sealed, 0, nonce, 0, NONCE);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, purpose, nonce);
      byte[] padded = cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
      return new Opened<>(unpad(padded), key);
    } catch (AEADBadTagException e) {
      return new Refused<>(Refusal.FORGED);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES/GCM", e);
    }
  }

  private static Cipher cipher(int mode, Key key, Purpose purpose, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.secret(), new GCMParameterSpec(TAG * 8, nonce));
    cipher.updateAAD(("berth.1." + key.id() + "." + purpose).getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  private static byte[] pad(byte[] content) {
    int length = (content.length + 2 + PADDING - 1) / PADDING * PADDING;
    return ByteBuffer.allocate(length).putShort((short) content.length).put(content).array();
  }

  private static byte[] unpad(byte[] padded) {
    byte[] content = new byte[Short.toUnsignedInt(ByteBuffer.wrap(padded).getShort())];
    System.arraycopy(padded, 2, content, 0, content.length);
    return content;
  }
}
