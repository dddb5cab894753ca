package io.berth.sample;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Everything another store needs to serve a consumer, and its form on the way: a format byte, then
 * the fields in order.
 */
record AccountCopy(
    String email, String workspace, String schema, Instant createdAt, List<NoteCopy> notes) {
  private static final int FORMAT = 1;

  /** One note. */
  record NoteCopy(UUID id, String body, Instant writtenAt) {}

  AccountCopy {
    notes = List.copyOf(notes);
  }

  static AccountCopy of(Account account, List<Note> notes) {
    return new AccountCopy(
        account.email(),
        account.workspace().shown(),
        account.schema(),
        account.createdAt(),
        notes.stream()
            .map(note -> new NoteCopy(note.id(), note.body(), note.writtenAt()))
            .toList());
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      writeText(out, email);
      writeText(out, workspace);
      writeText(out, schema);
      writeTime(out, createdAt);
      out.writeInt(notes.size());
      for (NoteCopy note : notes) {
        out.writeLong(note.id.getMostSignificantBits());
        out.writeLong(note.id.getLeastSignificantBits());
        writeText(out, note.body);
        writeTime(out, note.writtenAt);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are no copy of a format known here
   */
  static AccountCopy of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("account copy of format " + format + ", not " + FORMAT);
      }
      AccountCopy copy =
          new AccountCopy(readText(in), readText(in), readText(in), readTime(in), readNotes(in));
      if (in.available() > 0) {
        throw new IllegalArgumentException(in.available() + " bytes too many in an account copy");
      }
      return copy;
    } catch (IOException e) {
      throw new IllegalArgumentException("an account copy of " + bytes.length + " bytes is cut", e);
    }
  }

  private static List<NoteCopy> readNotes(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<NoteCopy> notes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notes.add(new NoteCopy(new UUID(in.readLong(), in.readLong()), readText(in), readTime(in)));
    }
    return notes;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static void writeTime(DataOutputStream out, Instant time) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  private static Instant readTime(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }
}
