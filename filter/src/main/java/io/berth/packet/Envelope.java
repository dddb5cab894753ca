package io.berth.packet;

import io.berth.identifier.Signer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a packet travels in, so that it can be refused before it is parsed. Numbers are big-endian:
 *
 * <pre>
 * 3  "BPK"
 * 1  format, 1
 * 1  length of the key id, 1 to 16
 * n  key id, ASCII
 * 8  run of the sender, another one after every start
 * 8  number of the packet within the run, from 1
 * 8  expiry, milliseconds since 1970
 * 4  length of the body
 * n  body: a Packet after berth.proto
 * 32 HMAC-SHA-256 of all before
 * </pre>
 *
 * @param keyId which key of the ring has signed
 * @param run tells the sender's runs apart
 * @param number tells the packets of a run apart
 * @param expires in milliseconds since 1970
 * @param body the packet's bytes
 */
record Envelope(String keyId, long run, long number, long expires, byte[] body) {
  /** The largest envelope that is read. */
  static final int MAX_BYTES = 1024 * 1024;

  /** The part before the key id. */
  static final int START = 5;

  private static final byte[] MAGIC = {'B', 'P', 'K', 1};
  private static final int MAX_KEY_ID = 16;
  private static final int FIXED = 3 * Long.BYTES + Integer.BYTES;

  /**
   * @throws IllegalArgumentException when the result would be larger than {@link #MAX_BYTES}, or
   *     the ring has no such key
   */
  byte[] sealed(Signer signer) {
    byte[] id = keyId.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(START + id.length + FIXED + body.length + Signer.BYTES)
            .put(MAGIC)
            .put((byte) id.length)
            .put(id)
            .putLong(run)
            .putLong(number)
            .putLong(expires)
            .putInt(body.length)
            .put(body);
    if (out.capacity() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a packet has at most " + MAX_BYTES + " bytes, this one would have " + out.capacity());
    }
    byte[] mac =
        signer
            .mac(keyId, out.array(), out.position())
            .orElseThrow(() -> new IllegalArgumentException("no key " + keyId));
    return out.put(mac).array();
  }

  /** Looks at form and MAC, and at nothing inside the body. */
  static Envelope open(byte[] bytes, Signer signer) throws RefusedPacketException {
    if (bytes.length > MAX_BYTES) {
      throw new RefusedPacketException(PacketRefusal.TOO_LARGE);
    }
    Envelope envelope = parse(bytes);
    int signed = bytes.length - Signer.BYTES;
    Optional<byte[]> mac = signer.mac(envelope.keyId, bytes, signed);
    if (mac.isEmpty()) {
      throw new RefusedPacketException(PacketRefusal.UNKNOWN_KEY);
    }
    if (!MessageDigest.isEqual(mac.get(), Arrays.copyOfRange(bytes, signed, bytes.length))) {
      throw new RefusedPacketException(PacketRefusal.FORGED);
    }
    return envelope;
  }

  /** What the bytes say, whoever made them. */
  static Envelope parse(byte[] bytes) throws RefusedPacketException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte[] magic = new byte[MAGIC.length];
      in.get(magic);
      int idLength = in.get();
      if (!Arrays.equals(magic, MAGIC) || idLength < 1 || idLength > MAX_KEY_ID) {
        throw new RefusedPacketException(PacketRefusal.MALFORMED);
      }
      byte[] id = new byte[idLength];
      in.get(id);
      long run = in.getLong();
      long number = in.getLong();
      long expires = in.getLong();
      int length = in.getInt();
      if (length < 0 || length != in.remaining() - Signer.BYTES) {
        throw new RefusedPacketException(PacketRefusal.MALFORMED);
      }
      byte[] body = new byte[length];
      in.get(body);
      return new Envelope(new String(id, StandardCharsets.US_ASCII), run, number, expires, body);
    } catch (BufferUnderflowException e) {
      throw new RefusedPacketException(PacketRefusal.MALFORMED, e);
    }
  }
}
