package io.berth.model;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a newer version of Berth wrote of something and this one cannot read: kept as it is and
 * passed on. Immutable.
 */
public final class Unread {
  /** Nothing was left unread; what nearly every record has. */
  public static final Unread NONE = new Unread(new byte[0]);

  private final byte[] bytes;

  private Unread(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Unread of(byte[] bytes) {
    return bytes.length == 0 ? NONE : new Unread(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public boolean isNone() {
    return bytes.length == 0;
  }

  /** Of two the one that every node would choose, whatever came first. */
  Unread merge(Unread other) {
    return Arrays.compareUnsigned(bytes, other.bytes) >= 0 ? this : other;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Unread that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Unread[" + HexFormat.of().formatHex(bytes) + "]";
  }
}
