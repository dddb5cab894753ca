package io.berth.packet;

import io.berth.cluster.PacketForm;
import io.berth.identifier.KeyRing;
import io.berth.identifier.Opening;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import io.berth.identifier.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Shows a packet to a human: {@code java -cp ... io.berth.packet.DecodePacket FILE}. The file, or
 * the standard input, holds one or several envelopes as they are or as hexadecimal digits, or the
 * text of a {@code Berth-Packet} header. With {@code BERTH_KEYS} in the environment the MAC is
 * checked; a header cannot be opened without it.
 */
public final class DecodePacket {
  private static final String HEADER_FORM = "1.";

  private final PacketForm form = new PacketForm();
  private final Optional<KeyRing> keys;
  private final Clock clock;
  private final PrintStream out;

  DecodePacket(Optional<KeyRing> keys, Clock clock, PrintStream out) {
    this.keys = keys;
    this.clock = clock;
    this.out = out;
  }

  /**
   * @param arguments the file; none for the standard input
   */
  public static void main(String[] arguments) throws IOException {
    byte[] input =
        arguments.length == 0
            ? System.in.readAllBytes()
            : Files.readAllBytes(Path.of(arguments[0]));
    Optional<KeyRing> keys = Optional.ofNullable(System.getenv("BERTH_KEYS")).map(KeyRing::parse);
    new DecodePacket(keys, Clock.systemUTC(), System.out).show(input);
  }

  /**
   * @throws IOException when it is no packet, with the reason
   */
  void show(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.ISO_8859_1).strip();
    if (text.startsWith(HEADER_FORM)) {
      showHeader(text);
      return;
    }
    byte[] bytes = text.matches("[0-9a-fA-F\\s]+") ? hex(text) : input;
    var stream = new EnvelopeStream(new ByteArrayInputStream(bytes));
    for (var next = stream.next(); next.isPresent(); next = stream.next()) {
      showEnvelope(next.get());
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  private void showEnvelope(byte[] bytes) throws IOException {
    Envelope envelope = Envelope.parse(bytes);
    line("form", "envelope 1, " + bytes.length + " bytes");
    line("key", envelope.keyId());
    line("run", HexFormat.of().toHexDigits(envelope.run()));
    line("number", Long.toString(envelope.number()));
    line("expires", time(envelope.expires()));
    line("mac", mac(envelope, bytes));
    out.println(form.json(form.read(envelope.body())));
  }

  private String mac(Envelope envelope, byte[] bytes) {
    if (keys.isEmpty()) {
      return "not checked, BERTH_KEYS is not set";
    }
    int signed = bytes.length - Signer.BYTES;
    Optional<byte[]> right = new Signer(keys::get).mac(envelope.keyId(), bytes, signed);
    if (right.isEmpty()) {
      return "not checked, BERTH_KEYS has no key " + envelope.keyId();
    }
    byte[] there = Arrays.copyOfRange(bytes, signed, bytes.length);
    return MessageDigest.isEqual(right.get(), there) ? "right" : "WRONG";
  }

  private void showHeader(String text) throws IOException {
    KeyRing ring =
        keys.orElseThrow(() -> new IOException("a header is sealed; set BERTH_KEYS to open it"));
    Sealer sealer = new Sealer(ring, new SecureRandom());
    if (!(sealer.open(Purpose.PACKET, text) instanceof Opening.Opened<byte[]> opened)
        || opened.content().length < Long.BYTES) {
      throw new IOException("the header does not open with these keys");
    }
    ByteBuffer content = ByteBuffer.wrap(opened.content());
    line("form", "header, " + text.length() + " characters");
    line("expires", time(content.getLong()));
    byte[] body = new byte[content.remaining()];
    content.get(body);
    out.println(form.json(form.read(body)));
  }

  private String time(long millis) {
    Duration left = Duration.between(clock.instant(), Instant.ofEpochMilli(millis));
    return Instant.ofEpochMilli(millis)
        + (left.isNegative() ? ", passed by " : ", in ")
        + Math.abs(left.toSeconds())
        + " s";
  }

  private void line(String name, String value) {
    out.printf("%-8s %s%n", name, value);
  }
}
