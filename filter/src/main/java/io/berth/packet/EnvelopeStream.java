package io.berth.packet;

import io.berth.identifier.Signer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Takes envelopes that follow each other apart, without ever holding more than one. */
final class EnvelopeStream {
  private static final int FIXED = 3 * Long.BYTES;

  private final InputStream in;

  EnvelopeStream(InputStream in) {
    this.in = in;
  }

  /** The next envelope's bytes; empty when the stream ends before it begins. */
  Optional<byte[]> next() throws IOException {
    byte[] start = in.readNBytes(Envelope.START);
    if (start.length == 0) {
      return Optional.empty();
    }
    int idLength = start.length < Envelope.START ? 0 : start[Envelope.START - 1];
    byte[] middle = in.readNBytes(Math.max(0, idLength) + FIXED + Integer.BYTES);
    if (middle.length < FIXED + Integer.BYTES) {
      throw new RefusedPacketException(PacketRefusal.MALFORMED);
    }
    int body = ByteBuffer.wrap(middle).getInt(middle.length - Integer.BYTES);
    if (body < 0 || body > Envelope.MAX_BYTES) {
      throw new RefusedPacketException(PacketRefusal.TOO_LARGE);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(start);
    whole.write(middle);
    whole.write(in.readNBytes(body + Signer.BYTES));
    return Optional.of(whole.toByteArray());
  }
}
