package io.berth.identifier;

import io.berth.identifier.Opening.Opened;
import io.berth.identifier.Opening.Refused;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The token's content as bytes, sealed for one purpose. Layout, format 1: consumer, home (each:
 * length as unsigned 16 bit, modified UTF-8), version, epoch, issued, expires (64 bit each, times
 * in seconds since 1970), number of stores (8 bit), for each: name, epoch, offset. Bytes behind
 * that are ignored, so that a newer node may add to it.
 */
final class TokenCodec {
  private final Sealer sealer;

  TokenCodec(Sealer sealer) {
    this.sealer = sealer;
  }

  String seal(Purpose purpose, ConsumerToken token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try {
      write(token, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return sealer.seal(purpose, bytes.toByteArray());
  }

  /** Whether it has expired is for the caller to ask, for an opened token may be kept. */
  Opening<ConsumerToken> open(Purpose purpose, String text) {
    Opening<byte[]> opening = sealer.open(purpose, text);
    if (opening instanceof Opened<byte[]> opened) {
      try {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(opened.content()));
        return new Opened<>(read(in), opened.key());
      } catch (IOException | IllegalArgumentException e) {
        return new Refused<>(Refusal.MALFORMED);
      }
    }
    return new Refused<>(((Refused<byte[]>) opening).cause());
  }

  private static void write(ConsumerToken token, DataOutputStream out) throws IOException {
    out.writeUTF(token.consumer().value());
    out.writeUTF(token.home());
    out.writeLong(token.version());
    out.writeLong(token.epoch());
    out.writeLong(token.issued().getEpochSecond());
    out.writeLong(token.expires().getEpochSecond());
    out.writeByte(token.position().stores().size());
    for (Map.Entry<String, LogPoint> store : token.position().stores().entrySet()) {
      out.writeUTF(store.getKey());
      out.writeLong(store.getValue().epoch());
      out.writeLong(store.getValue().offset());
    }
  }

  private static ConsumerToken read(DataInputStream in) throws IOException {
    ConsumerId consumer = ConsumerId.of(in.readUTF());
    String home = in.readUTF();
    long version = in.readLong();
    long epoch = in.readLong();
    Instant issued = Instant.ofEpochSecond(in.readLong());
    Instant expires = Instant.ofEpochSecond(in.readLong());
    return new ConsumerToken(consumer, home, version, epoch, readPosition(in), issued, expires);
  }

  private static Position readPosition(DataInputStream in) throws IOException {
    Map<String, LogPoint> stores = new HashMap<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      String store = in.readUTF();
      stores.put(store, new LogPoint(in.readLong(), in.readLong()));
    }
    return new Position(stores);
  }
}
